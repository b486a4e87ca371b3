"""Make the README's pictures from the real seeds; needs LibreOffice, poppler and Chromium.

terminal.svg is what `aidledger totals` prints, workbook.png a sheet of the report that `aidledger demo` writes,
page.png the beginning of the same report in a browser (`soffice`, `pdftoppm`, `chromium`).
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

DOCS = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("aidledger")
QUESTION = ("totals", "2022-11..2023-08", "--by", "month")
SHEET = "Cover"
WINDOW = "--window-size=1286,980"
CROP = ("-x", "0", "-y", "40", "-W", "1286", "-H", "860")


def picture_of_terminal(ledger: Path) -> None:
    """A terminal with the question and its answer."""
    printed = subprocess.run([PROGRAM, "--db", ledger, *QUESTION], capture_output=True, text=True, check=True).stdout
    console = Console(record=True, width=96, file=io.StringIO())
    console.print(Text(f"$ aidledger {' '.join(QUESTION)}\n", style="bold"))
    console.print(Text(printed.rstrip()))
    drawing = console.export_svg(title="aidledger", theme=MONOKAI, unique_id="aidledger")
    # Rich names a font on the web; a picture of ours asks nobody for anything.
    drawing = re.sub(r"@font-face \{.*?\}\s*", "", drawing, flags=re.DOTALL)
    (DOCS / "terminal.svg").write_text(drawing, encoding="utf-8")


def picture_of_workbook(workbook: Path) -> None:
    """The page of the workbook that `SHEET` is printed on."""
    pdf = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", workbook.parent, workbook]
    subprocess.run(pdf, check=True, capture_output=True)
    page = _page_of(SHEET, workbook.with_suffix(".pdf"))
    picture = ["pdftoppm", "-r", "110", "-png", "-singlefile", "-f", str(page), "-l", str(page), *CROP]
    subprocess.run([*picture, workbook.with_suffix(".pdf"), DOCS / "workbook"], check=True)


def picture_of_page(ledger: Path, folder: Path) -> None:
    """The beginning of the page, as a browser shows it."""
    page = folder / "report.html"
    subprocess.run([PROGRAM, "--quiet", "--db", ledger, "export", page], check=True)
    quietly = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-background-networking",
    )
    shot = f"--screenshot={DOCS / 'page.png'}"
    browser = ["chromium", *quietly, f"--user-data-dir={folder / 'profile'}", WINDOW, shot, page.as_uri()]
    subprocess.run(browser, check=True, capture_output=True, timeout=60)


def _page_of(sheet: str, pdf: Path) -> int:
    """The number of the page that has the name of `sheet` in its footer."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = enumerate(text.split("\f"), start=1)
    return next(number for number, page in pages if page.rstrip().splitlines()[-1].strip().startswith(sheet))


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    try:
        subprocess.run([PROGRAM, "demo", folder], check=True, capture_output=True)
        picture_of_terminal(folder / "aidledger.db")
        picture_of_workbook(folder / "aid-report.xlsx")
        picture_of_page(folder / "aidledger.db", folder)
    finally:
        shutil.rmtree(folder)
