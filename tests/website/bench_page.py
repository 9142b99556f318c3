"""One exercise's workbench as a reader uses it."""

from grader.course import registry
from grader.paths import solution_file


def solution(name):
    return solution_file(registry.part_of(name), name).read_text()


class BenchPage:
    """The workbench of an exercise in its chapter, opened."""

    def __init__(self, page, address, name):
        self.page, self.name = page, name
        page.goto(f"{address}exercises/{registry.part_of(name)}/README.html")
        page.wait_for_selector("html[data-workbench=ready]")
        self.root = page.locator(f".workbench[data-exercise={name}]")
        self.root.locator("button.open").click()
        self.editor = self.root.locator(".cm-content")
        self.editor.wait_for()

    def write(self, text):
        self.editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def check(self):
        """Check by the keyboard, and return the verdict's text once it is there."""
        self.editor.click()
        self.page.keyboard.press("Control+Enter")
        self.root.locator(".verdict .line:not(.waiting)").first.wait_for()
        return self.verdict

    @property
    def verdict(self):
        return self.root.locator(".verdict").inner_text()

    @property
    def text(self):
        """The text that is kept; the editor shows only what is in sight."""
        return self.page.evaluate(
            """name => new Promise(done => {
                const request = indexedDB.open("gpt2-by-hand");
                request.onsuccess = () => {
                    const read = request.result.transaction("work").objectStore("work").get(name);
                    read.onsuccess = () => { request.result.close(); done(read.result?.text ?? null); };
                };
            })""",
            self.name,
        )

    def kept(self, text):
        """Wait until the browser keeps this text."""
        for _ in range(100):
            if self.text == text:
                return True
            self.page.wait_for_timeout(50)
        return False
