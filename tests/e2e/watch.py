"""What a page must never report: script errors, and anything that its content security policy stops."""

from playwright.sync_api import ConsoleMessage, Page


def watch(page: Page) -> list[str]:
    """The list that the page's errors will be in; an answer that failed to load is the test's business."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
