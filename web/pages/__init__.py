"""The pages for people: rendered by the server, one blueprint a page."""

from web.pages.account import account
from web.pages.accounts import accounts
from web.pages.camera import camera
from web.pages.face import face
from web.pages.frame import frame
from web.pages.image import image
from web.pages.job import job
from web.pages.jobs import jobs
from web.pages.journal import journal
from web.pages.model import model
from web.pages.own_data import own_data
from web.pages.review import review
from web.pages.reviewers import reviewers
from web.pages.tracks import tracks
from web.pages.trust import trust_page
from web.pages.waiting import waiting

PAGES = (
    frame, jobs, job, reviewers, face, image, tracks, trust_page, camera, review, waiting, model,
    account, own_data, accounts, journal,
)  # fmt: skip
