"""What each call takes and answers: the table behind the OpenAPI document."""

from web.api.described.bodies import CHANGE, FIELDS, FRAME, REVIEW, REVIEWS, multipart
from web.api.described.operation import Operation, in_json, page_of, ref
from web.api.described.parameters import (
    AT_DESK,
    BEFORE,
    BEGUN,
    BOM,
    BOXES,
    EXPECT,
    FILTER,
    IF_EMPTY,
    KEEP,
    KEY,
    LIST,
    SHARED,
    SIZE,
    WAIT,
    WHOSE,
)

_ANY = {"type": "object"}
_PICTURE = {"200": {"description": "A picture", "content": {"image/jpeg": {}}}}
_JOB = in_json("The job", ref("Job"))
_PEOPLE = in_json("Its owner, whom it is shared with, and who has left reviews", ref("JobReviewers"))
_HELD = {
    "200": in_json("The result: its first row, and all faces", ref("Snapshot")),
    "202": in_json("Not yet; see Location", _ANY),
}

OPERATIONS = (
    Operation("post", "/jobs", "createJob", "Make a job of images, or announce how many will come",
              {"202": in_json("Stored and committed", ref("NewJob"))}, [KEY],
              multipart("images", "expected", **FIELDS)),
    Operation("get", "/jobs", "listJobs", "List jobs, newest first",
              {"200": in_json("Jobs", page_of(ref("Job")))}, [SHARED, *LIST]),
    Operation("get", "/jobs/{job_id}", "getJob", "A job with its counts", {"200": _JOB}),
    Operation("patch", "/jobs/{job_id}", "changeJob", "Give the job another threshold or number of opinions",
              {"200": _JOB}, body=CHANGE),
    Operation("get", "/jobs/{job_id}/reviewers", "listReviewers", "Who may settle its faces, and who did",
              {"200": _PEOPLE}),
    Operation("put", "/jobs/{job_id}/reviewers/{name}", "addReviewer", "Share the job with a reviewer",
              {"200": _PEOPLE}),
    Operation("delete", "/jobs/{job_id}/reviewers/{name}", "removeReviewer", "Share it with them no more",
              {"204": {"description": "Not shared with them any more; their reviews stay"}}),
    Operation("delete", "/jobs/{job_id}", "deleteJob", "Remove the job, its images and results",
              {"204": {"description": "Removed"}}, [IF_EMPTY]),
    Operation("post", "/jobs/{job_id}/images", "addImages", "Add images to a job",
              {"202": in_json("Accepted: stored and committed", ref("Upload"))}, [BEGUN, KEY],
              multipart("images")),
    Operation("get", "/jobs/{job_id}/images", "listImages", "The images that a job has received, in "
              "the order of their coming: what comes while somebody pages through them is on a later page",
              {"200": in_json("Images", page_of(_ANY))}, LIST),
    Operation("post", "/jobs/{job_id}/cancel", "cancelJob", "Stop what has not started", {"202": _JOB}),
    Operation("post", "/jobs/{job_id}/retry", "retryJob", "Run failed and cancelled images again",
              {"202": _JOB}),
    Operation("post", "/jobs/{job_id}/again", "classifyAgain",
              "Make a new job of a finished job's images, for the model that serves now; 409 while it works, "
              "after a cancel, with videos, and where the images are gone",
              {"202": _JOB}, [KEY]),
    Operation("post", "/jobs/{job_id}/close", "closeJob", "Expect no more images than have come",
              {"202": _JOB}),
    Operation("get", "/jobs/{job_id}/results", "listResults", "One row a face, person or faceless "
              "image. Pages of a job that still receives may miss rows that come late, before the page in "
              "their order: read them anew once it is done",
              {"200": in_json("Rows", page_of(ref("Result")))}, [*FILTER, *LIST]),
    Operation("get", "/jobs/{job_id}/results/count", "countResults",
              "How much an action on this filter would touch",
              {"200": in_json("Numbers", ref("Chosen"))}, FILTER),
    Operation("post", "/jobs/{job_id}/results/retry", "retryResults",
              "Run the failed images among the filter's rows again, for some seconds; ask until none is "
              "left. A cancelled job is refused (409 job_cancelled): retry it whole",
              {"202": in_json("How many were queued, and are left", ref("Retried"))}, [*FILTER, BEFORE]),
    Operation("delete", "/jobs/{job_id}/results", "deleteResults",
              "Delete the images of the filter's rows with faces and reviews, for some seconds; ask until "
              "none is left. At least one filter is needed; frames of videos stay",
              {"200": in_json("How many were deleted, and are left", ref("Deleted"))}, [*FILTER, EXPECT]),
    Operation("get", "/jobs/{job_id}/results.csv", "exportCsv",
              "All filtered rows as CSV; a refused file has none, and if it was sent it is in `rejected` of "
              "that answer alone",
              {"200": {"description": "RFC 4180, UTF-8", "content": {"text/csv": {}}}}, [*FILTER, BOM]),
    Operation("get", "/jobs/{job_id}/results.jsonl", "exportJsonl", "All filtered rows, a JSON object a line",
              {"200": {"description": "JSON lines", "content": {"application/jsonl": {}}}}, FILTER),
    Operation("get", "/jobs/{job_id}/results.parquet", "exportParquet", "All filtered rows, with types",
              {"200": {"description": "Parquet: the columns of the CSV; times in UTC",
                       "content": {"application/vnd.apache.parquet": {}}}}, FILTER),
    Operation("get", "/jobs/{job_id}/reviews.csv", "exportReviewsCsv",
              "All that was said of the filtered faces, oldest first, also what was taken back",
              {"200": {"description": "RFC 4180, UTF-8", "content": {"text/csv": {}}}}, [*FILTER, BOM]),
    Operation("get", "/jobs/{job_id}/reviews.jsonl", "exportReviewsJsonl",
              "The same, a JSON object a line",
              {"200": {"description": "JSON lines", "content": {"application/jsonl": {}}}}, FILTER),
    Operation("get", "/jobs/{job_id}/reviewed.zip", "exportReviewed",
              "The filtered faces that were called female or male, to train with; 409 where none is",
              {"200": {"description": "Folders by split and label", "content": {"application/zip": {}}}},
              FILTER),
    Operation("get", "/jobs/{job_id}/videos", "listVideos", "Videos, and how far they are sampled. "
              "Pages of a job that still receives may miss one that comes late",
              {"200": in_json("Videos", page_of(ref("Video")))}, LIST),
    Operation("post", "/snapshots", "createSnapshot", "Classify one frame ahead of all bulk work",
              _HELD, [WAIT, KEEP, KEY], FRAME),
    Operation("get", "/snapshots/{image_id}", "getSnapshot", "The same result later", _HELD, [WAIT]),
    Operation("get", "/images/{image_id}/preview", "getPreview", "The image, re-encoded", _PICTURE, [SIZE]),
    Operation("get", "/faces/{face_id}/crop", "getCrop", "The face, re-encoded", _PICTURE, [SIZE, BOXES]),
    Operation("get", "/review/next", "nextFace", "The face that most needs a person, kept for them a minute",
              {"200": in_json("A result row", ref("Result")), "204": {"description": "None does"}},
              [*WHOSE, *FILTER]),
    Operation("post", "/faces/{face_id}/reviews", "reviewFace", "Say what a person sees",
              {"201": in_json("The review", ref("Review"))}, [AT_DESK, KEY], REVIEW),
    Operation("post", "/reviews", "reviewFaces", "Say what a person sees of many faces, undone as one step",
              {"201": in_json("What was kept, and what was not", ref("Reviews")),
               "200": in_json("Nothing was kept", ref("Reviews"))}, [AT_DESK, KEY], REVIEWS),
    Operation("get", "/faces/{face_id}/reviews", "listReviews", "All that was said of a face, oldest first",
              {"200": in_json("Reviews", _ANY)}),
    Operation("post", "/review/undo", "undoReview", "Take back what the desk said last and still stands: "
              "a word, or all of one step",
              {"200": in_json("The row that undoes the newest word, and all words", ref("Undone"))},
              [WHOSE[0], AT_DESK, KEY]),
    Operation("get", "/model", "getModel", "The model's card, and which engine serves it and why",
              {"200": in_json("Card and engines", _ANY)}),
    Operation("get", "/healthz", "healthz", "Alive", {"200": in_json("Alive", _ANY)}, open_to_all=True),
    Operation("get", "/readyz", "readyz", "Ready to accept and classify",
              {"200": in_json("Ready", _ANY), "503": in_json("What is missing", _ANY)}, open_to_all=True),
    Operation("get", "/metrics", "metrics", "Numbers for Prometheus",
              {"200": {"description": "Prometheus text", "content": {"text/plain": {}}}}, open_to_all=True),
    Operation("get", "/openapi.json", "openapi", "This document", {"200": in_json("OpenAPI 3.1", _ANY)},
              open_to_all=True),
)  # fmt: skip
