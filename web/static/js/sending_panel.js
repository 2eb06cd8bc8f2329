/** The upload as a person sees it: how far, how fast, how long still, what was refused, and the way to stop. */

import { call } from "./api.js";
import { number } from "./numbers.js";
import { keepRefused, refusedList } from "./refused_list.js";
import { endWords, isOver, safety, speed, troubleWords } from "./sending_words.js";
import { _, ngettext } from "./words.js";

/** @typedef {import("./upload.js").Upload} Upload */

const TICK = 250;
const SPOKEN = 10_000; // milliseconds between announcements to a screen reader

export class SendingPanel {
  #box = document.getElementById("sending");
  #drop = document.getElementById("drop");
  #dialog = document.getElementById("stop");
  #showRefused = refusedList(this.#box);
  #part = (name) => this.#box.querySelector(`[data-part="${name}"]`);
  /** @type {Upload | null} */
  #upload = null;
  /** @type {((jobId: string) => Promise<void>) | undefined} */
  #takeBack;
  #spokenAt = 0;
  #title = document.title;

  constructor() {
    this.#part("stop").addEventListener("click", () => this.#askToStop());
    this.#dialog.addEventListener("close", () => this.#stopAs(this.#dialog.returnValue));
    window.addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  get busy() {
    return this.#upload !== null;
  }

  /** @param {string} words what goes on before anything is sent */
  say(words) {
    this.#box.hidden = false;
    this.#part("title").textContent = words;
    this.#part("numbers").textContent = "";
    this.#part("bar").removeAttribute("value");
    for (const name of ["stop", "on", "trouble"]) this.#part(name).hidden = true;
  }

  /** @param {string} words why nothing can be sent */
  fail(words) {
    this.say(words);
    this.#part("bar").value = 0;
    this.#box.scrollIntoView({ block: "nearest" }); // on a phone the form above fills the window
  }

  /**
   * Shows the upload until everything is sent or a person stops it, then leads to the job.
   * @param {Upload} upload
   * @param {(count: number, signal: AbortSignal) => Promise<string>} open
   * @param {(jobId: string) => Promise<void>} [takeBack] removes the job again if it has nothing; absent for a job
   *   that was there before
   */
  async follow(upload, open, takeBack) {
    this.#showRefused(upload.refused);
    if (!upload.total) return this.fail(_("None of these files can be sent"));
    this.#upload = upload;
    this.#takeBack = takeBack;
    this.#part("stop").hidden = false;
    this.#part("on").hidden = true;
    if (this.#drop) this.#drop.hidden = true; // one upload at a time
    const ticking = setInterval(() => this.#draw(), TICK);
    let outcome = "again";
    try {
      this.#draw();
      while (outcome === "again") outcome = await this.#sendOnce(upload, open);
    } finally {
      clearInterval(ticking);
    }
    if (outcome === "over" || upload.stopped) return;
    if (!upload.accepted && (await this.#wasTakenBack(upload))) this.#stay(upload);
    else this.#leave(upload, `/jobs/${upload.jobId}`);
  }

  /**
   * Whether the job is gone because it had nothing. Where it has something after all, it is shown instead.
   * @param {Upload} upload
   */
  async #wasTakenBack({ jobId }) {
    return Boolean(jobId && this.#takeBack) && this.#takeBack(jobId).then(() => true, () => false);
  }

  /**
   * Nothing has come of it: its reasons stay here.
   * @param {Upload} upload
   */
  #stay({ refused }) {
    this.#showRefused(refused);
    this.#rest(_("None of these files was taken"));
  }

  /**
   * Nothing is sent any more, and the next upload can begin.
   * @param {string} words why
   * @param {{words: string, address: string}} [way] on from here
   */
  #rest(words, way) {
    if (this.#dialog.open) this.#dialog.close("on");
    const held = this.#box.contains(document.activeElement); // by a button that is hidden from here on
    this.#upload = null;
    if (this.#drop) this.#drop.hidden = false;
    this.fail(words);
    this.#part("spoken").textContent = words;
    this.#part("link").hidden = true;
    document.title = this.#title;
    const on = this.#part("on");
    if (way) Object.assign(on, { textContent: way.words, href: way.address, hidden: false });
    if (held) (way ? on : document.getElementById("files")).focus({ preventScroll: true });
  }

  /**
   * @param {Upload} upload
   * @param {(count: number, signal: AbortSignal) => Promise<string>} open
   * @returns {Promise<"sent" | "over" | "again">} "over" where the page has been told already why no more is sent
   */
  async #sendOnce(upload, open) {
    try {
      await upload.send(open);
      return "sent";
    } catch (error) {
      if (error.name === "AbortError") return "over";
      if (isOver(error)) {
        this.#end(upload, error.gone);
        return "over";
      }
      await this.#trouble(_("%(problem)s %(safe)s of %(all)s are safe.", { problem: error.message, ...safety(upload) }));
      return "again";
    }
  }

  /**
   * The job takes nothing any more, however often it is tried.
   * @param {Upload} upload
   * @param {boolean} deleted
   */
  #end(upload, deleted) {
    const { jobId, refused } = upload;
    this.#showRefused(refused);
    if (!deleted && refused.length) keepRefused(jobId, refused);
    const { title, detail } = endWords(upload, deleted);
    const jobs = { words: _("Back to the jobs"), address: "/" };
    const job = { words: _("Go to the job"), address: `/jobs/${jobId}` };
    if (!this.#drop) this.#rest(title, jobs); // this is the job's own page
    else this.#rest(title, deleted ? undefined : job);
    this.#write("trouble", detail);
  }

  /**
   * Waits for a person's "Try again".
   * @param {string} words
   */
  #trouble(words) {
    const again = this.#part("again");
    again.hidden = false;
    this.#part("trouble").dataset.fatal = words;
    return new Promise((resolve) => {
      again.addEventListener("click", () => resolve(undefined), { once: true });
    }).then(() => {
      this.#part("stop").focus(); // else the focus goes with this button
      again.hidden = true;
      delete this.#part("trouble").dataset.fatal;
    });
  }

  #draw() {
    const upload = this.#upload;
    if (!upload) return;
    this.#box.hidden = false;
    const settled = number(upload.settled);
    this.#part("title").textContent = ngettext(
      "Sending %(settled)s of %(num)s image",
      "Sending %(settled)s of %(num)s images",
      upload.total,
      { settled },
    );
    this.#part("bar").value = upload.totalBytes ? upload.bytes / upload.totalBytes : 0;
    this.#part("numbers").textContent = speed(upload);
    const link = this.#part("link");
    link.hidden = !upload.jobId;
    link.href = `/jobs/${upload.jobId}`;
    this.#write("trouble", this.#part("trouble").dataset.fatal ?? troubleWords(upload));
    this.#showRefused(upload.refused);
    const sent = ngettext("%(settled)s of %(num)s image sent", "%(settled)s of %(num)s images sent", upload.total, { settled });
    document.title = `${sent} – Browline`;
    if (Date.now() - this.#spokenAt > SPOKEN) {
      this.#spokenAt = Date.now();
      this.#part("spoken").textContent = `${sent}.`;
    }
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  #write(name, words) {
    const element = this.#part(name);
    element.hidden = !words;
    if (element.textContent !== words) element.textContent = words;
  }

  #askToStop() {
    const upload = this.#upload;
    if (!upload) return;
    const part = (name) => this.#dialog.querySelector(`[data-part="${name}"]`);
    part("detail").textContent = ngettext(
      "%(accepted)s of %(num)s image is safe and being classified.",
      "%(accepted)s of %(num)s images are safe and being classified.",
      upload.total,
      { accepted: number(upload.accepted) },
    );
    part("keep").textContent = _("Stop and keep %(count)s", { count: number(upload.accepted) });
    part("keep").hidden = !upload.accepted;
    part("discard").textContent = upload.accepted
      ? _("Stop and delete %(count)s", { count: number(upload.accepted) })
      : _("Stop");
    part("discard").value = upload.accepted ? "discard" : "none"; // as it reads now, whatever comes until it is pressed
    part("discard").hidden = Boolean(upload.accepted && !this.#takeBack); // what the job had before is not this upload's
    this.#dialog.returnValue = "on";
    this.#dialog.showModal();
  }

  /** @param {string} choice */
  async #stopAs(choice) {
    const upload = this.#upload;
    if (!upload || !["keep", "discard", "none"].includes(choice)) return;
    upload.stop();
    this.#leave(upload, upload.jobId ? await this.#endAs(choice, upload) : "/");
  }

  /**
   * Does with the job what was chosen; "none" was to be kept or deleted as far as anybody knew, so only the server may
   * say that there is none.
   * @param {string} choice
   * @param {Upload} upload
   * @returns {Promise<string>} where to go on
   */
  async #endAs(choice, upload) {
    const [address, page] = [`/api/v1/jobs/${upload.jobId}`, `/jobs/${upload.jobId}`];
    if (choice === "discard") {
      await call(address, { method: "DELETE" }).catch(() => null);
      return "/";
    }
    if (choice === "none" && !this.#takeBack) return page; // nothing was added to it
    if (choice === "none" && (await this.#wasTakenBack(upload))) return "/";
    await call(`${address}/close`, { method: "POST" }).catch(() => null);
    return page;
  }

  /**
   * @param {Upload} upload
   * @param {string} address
   */
  #leave({ jobId, refused }, address) {
    if (jobId && refused.length) keepRefused(jobId, refused);
    this.#upload = null;
    if (this.#drop) location.assign(address);
    else location.reload(); // on the job's own page, which takes its address for another view of it
  }
}
