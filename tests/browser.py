"""A headless Chromium for the tests that meet a page as its readers do: look, click, type, print.

    with browser() as chromium:
        page = chromium.open(path, dark=True)
        page.click("th button")
        assert page.errors == []
        assert page.requests == [path.as_uri()]

It speaks the DevTools protocol over a pair of pipes, a JSON object and a NUL byte a message. Nothing waits longer than
`PATIENCE_S`: then there is a `TimeoutError`, and as soon as Chromium has ended a `ChildProcessError`; both tell what was
waited for. A command that Chromium refuses is a `RuntimeError`, what goes wrong on the page an `AssertionError`.
"""

import json
import os
import shutil
import signal
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Literal

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The path of the program, where there is one."""
PATIENCE_S = 20

FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",  # a mouse
)  # fmt: skip
ON_3_AND_4 = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null'
"""Chromium reads from descriptor 3 and writes to 4; for the shell that becomes it they are the standard streams."""

INERT = ("data:image/", "data:font/")
"""URLs that fetch nothing. Other data may be a document or a script, which can."""
UNSEEN = {"none", "InlineTextBox"}
"""Roles of nodes without meaning: the lines that a text was broken into are said once more as the text."""
KEYS: dict[str, dict[str, object]] = {
    "Tab": {"windowsVirtualKeyCode": 9},
    "Enter": {"windowsVirtualKeyCode": 13, "text": "\r"},
}
MIDDLE = """(selector => {
    const element = document.querySelector(selector);
    if (!element) throw new Error(`nothing on the page is ${selector}`);
    element.scrollIntoView({behavior: "instant", block: "center", inline: "center"});
    const box = element.getClientRects()[0];
    if (!box) throw new Error(`${selector} is not shown`);
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    if (!element.contains(document.elementFromPoint(x, y))) throw new Error(`${selector} lies beneath something else`);
    return {x, y};
})"""

Answer = dict[str, Any]


@contextmanager
def browser() -> Iterator["Browser"]:
    """A Chromium that knows nothing of its user's, for as many pages as one likes; afterwards nothing is left of it."""
    assert CHROMIUM, "Chromium is not installed"
    with TemporaryDirectory(prefix="chromium-") as folder:
        homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), folder)
        complaints = Path(folder) / "stderr"
        with (
            complaints.open("wb") as stderr,
            subprocess.Popen(
                ["/bin/sh", "-c", ON_3_AND_4, CHROMIUM, *FLAGS, f"--user-data-dir={folder}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, bufsize=0,
                env=os.environ | homes, process_group=0,
            ) as process,
        ):  # fmt: skip
            try:
                yield Browser(process, complaints)
            finally:
                with suppress(subprocess.TimeoutExpired):
                    process.communicate(timeout=PATIENCE_S)  # it ends once its pipe is closed
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # whatever of it still writes into the folder


class Browser:
    """A Chromium that runs."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: Path) -> None:
        assert process.stdin
        assert process.stdout
        self._input, self._output, self._complaints = process.stdin.fileno(), process.stdout.fileno(), complaints
        os.set_blocking(self._input, False)  # while it is full, the output must be read
        self._unsent, self._unfinished = bytearray(), bytearray()
        self._numbers = count(1)
        self._answers: dict[int, Answer] = {}
        self._pages: dict[str, Page] = {}

    def open(
        self, path: Path, *, width: int = 1280, height: int = 900, dark: bool = False, touch: bool = False,
        scripts: bool = True,
    ) -> "Page":  # fmt: skip
        """The page of a file, loaded, in a window of its own that shares no storage with others.

        Args:
            path: Absolute.
            width: Of the window's inside, in CSS pixels.
            height: Likewise.
            dark: Whether the reader prefers dark colours.
            touch: Whether it is read on a telephone: fingers tap, and the page says how wide it is.
            scripts: Without them it is as mail readers show it; expressions are still evaluated, but for their promises.
        """
        context = self.command("Target.createBrowserContext")["browserContextId"]
        target = self.command("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session, context, touch=touch)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.command(f"{domain}.enable")
        page.command("Page.setLifecycleEventsEnabled", enabled=True)
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        page.command("Emulation.setDeviceMetricsOverride", **size, mobile=touch)
        page.command("Emulation.setTouchEmulationEnabled", enabled=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.command("Emulation.setEmulatedMedia", features=[scheme])
        page.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.load(path)
        return page

    def command(self, method: str, *, session: str | None = None, **params: object) -> Answer:
        """What Chromium answers to a command of the protocol: to its own, or to that of a page's session."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        self._unsent += json.dumps(message).encode() + b"\0"
        called = f"{method} {params}"[:500]
        self.wait(lambda: number in self._answers, f"an answer to {called}")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{called}: {answer['error']['message']}")
        result: Answer = answer["result"]
        return result

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        """Listen until it is reached."""
        deadline = monotonic() + PATIENCE_S
        while not reached():
            left_s = deadline - monotonic()
            if left_s <= 0:
                raise TimeoutError(f"Chromium let us wait for {what}")
            readable, writable, _ = select([self._output], [self._input] if self._unsent else [], [], left_s)
            if (readable and not self._read()) or (writable and not self._write()):
                complaints = self._complaints.read_text(encoding="utf-8", errors="replace")
                raise ChildProcessError(f"Chromium ended instead of {what}\n{complaints[-2000:]}")

    def _write(self) -> bool:
        """Whether anybody is there to read what it takes in."""
        try:
            del self._unsent[: os.write(self._input, self._unsent)]
        except BrokenPipeError:
            return False
        return True

    def _read(self) -> bool:
        """Whether there was something to read."""
        read = os.read(self._output, 2**16)
        self._unfinished += read
        if b"\0" in read:
            *messages, self._unfinished = self._unfinished.split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message:
                    self._answers[message["id"]] = message
                elif page := self._pages.get(message.get("sessionId")):
                    page.hear(message["method"], message["params"])
        return bool(read)


class Page:
    """A page in its window. Selectors are CSS, and mean the first element that they fit."""

    def __init__(self, chromium: Browser, session: str, context: str, *, touch: bool) -> None:
        self._chromium, self._session, self._context, self._touch = chromium, session, context, touch
        self._loaded: set[str] = set()
        self._errors: list[str] = []
        self._requests: list[str] = []

    def command(self, method: str, **params: object) -> Answer:
        """See `Browser.command`."""
        return self._chromium.command(method, session=self._session, **params)

    def load(self, path: Path) -> None:
        """Go to a file, until the page and all in it is loaded or has failed to be."""
        navigation = self.command("Page.navigate", url=path.as_uri())
        assert "errorText" not in navigation, f"{path}: {navigation['errorText']}"
        self._chromium.wait(lambda: navigation["loaderId"] in self._loaded, f"{path} to load")

    def hear(self, method: str, params: Answer) -> None:
        """Keep what an event tells."""
        match method:
            case "Page.lifecycleEvent" if params["name"] == "load":
                self._loaded.add(params["loaderId"])
            case "Network.requestWillBeSent" if not params["request"]["url"].startswith(INERT):
                self._requests.append(params["request"]["url"])
            case "Network.webSocketCreated" | "Network.webTransportCreated":
                self._requests.append(params["url"])
            case "Log.entryAdded":
                entry = params["entry"]
                self._errors.append(f"{entry['source']} {entry['level']}: {entry['text']}")
            case "Runtime.exceptionThrown":
                self._errors.append(_thrown(params["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                said = (str(argument.get("value", argument.get("description"))) for argument in params["args"])
                self._errors.append(f"console {params['type']}: {' '.join(said)}")

    @property
    def errors(self) -> list[str]:
        """Exceptions, violations of the security policy, failed requests, and whatever the console was told, so far."""
        self._settle()
        return [*self._errors]

    @property
    def requests(self) -> list[str]:
        """URLs asked for so far, the page's own first, those that its security policy then blocked among them.

        Images and fonts that are `data:` need none. The page's icon is asked for only once all else is loaded. Connections
        opened ahead (`preconnect`) are no requests, and not told.
        """
        self._settle()
        return [*self._requests]

    def _settle(self) -> None:
        self.evaluate("0")  # the page tells its events and answers in their order

    def evaluate(self, expression: str) -> object:
        """The value of a JavaScript expression, or of its promise, as JSON has it. What it throws is raised.

        It may do no more than the page: its security policy holds.
        """
        answer = self.command(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
            allowUnsafeEvalBlockedByCSP=False,
        )  # fmt: skip
        assert "exceptionDetails" not in answer, _thrown(answer["exceptionDetails"])
        value: object = answer["result"].get("value")
        return value

    def click(self, selector: str) -> None:
        """Click, or tap, the middle of an element."""
        point: Any = self.evaluate(f"{MIDDLE}({json.dumps(selector)})")
        if self._touch:
            self.command("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point])
            self.command("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        else:
            self.command("Input.dispatchMouseEvent", type="mouseMoved", **point)
            for event in ("mousePressed", "mouseReleased"):
                self.command("Input.dispatchMouseEvent", type=event, button="left", clickCount=1, **point)

    def type(self, selector: str, text: str) -> None:
        """Click a field and add text to what stands in it."""
        self.click(selector)
        self.command("Input.insertText", text=text)

    def press(self, key: Literal["Tab", "Enter"]) -> None:
        """Press a key, wherever the focus is."""
        self.command("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **KEYS[key])
        self.command("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def names(self) -> list[tuple[str, str]]:
        """Role and name of all that a screen reader meets, in the order of reading."""
        nodes = {node["nodeId"]: node for node in self.command("Accessibility.getFullAXTree")["nodes"]}
        named, left = [], [*nodes][:1]
        while left:
            node = nodes[left.pop()]
            left += reversed(node.get("childIds", []))
            if not node["ignored"] and node["role"]["value"] not in UNSEEN:
                named.append((node["role"]["value"], node["name"]["value"]))
        return named

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Write a PNG of what the window shows, or of the whole page."""
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"captureBeyondViewport": True, "clip": size | {"scale": 1}} if whole else {}
        path.write_bytes(b64decode(self.command("Page.captureScreenshot", **clip)["data"]))

    def printed(self, path: Path) -> None:
        """Write a PDF of the page as it prints, on the paper that it asks for."""
        path.write_bytes(b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"]))

    def close(self) -> None:
        """Close the window."""
        self._chromium.command("Target.disposeBrowserContext", browserContextId=self._context)


def _thrown(details: Answer) -> str:
    exception = details.get("exception", {})
    return f"{details['text']} {exception.get('description', exception.get('value', ''))}".rstrip()
