"""Make the README's pictures from the real seeds; needs LibreOffice and poppler (`soffice`, `pdftoppm`).

terminal.svg is what `aidledger totals` prints, workbook.png a page of the report that `aidledger demo` writes.
"""

import io
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
SHEET = "Totals by month"


def picture_of_terminal(ledger: Path) -> None:
    """A terminal with the question and its answer."""
    printed = subprocess.run([PROGRAM, "--db", ledger, *QUESTION], capture_output=True, text=True, check=True).stdout
    console = Console(record=True, width=96, file=io.StringIO())
    console.print(Text(f"$ aidledger {' '.join(QUESTION)}\n", style="bold"))
    console.print(Text(printed.rstrip()))
    console.save_svg(str(DOCS / "terminal.svg"), title="aidledger", theme=MONOKAI, unique_id="aidledger")


def picture_of_workbook(workbook: Path) -> None:
    """The page of the workbook that `SHEET` is printed on."""
    pdf = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", workbook.parent, workbook]
    subprocess.run(pdf, check=True, capture_output=True)
    page = _page_of(SHEET, workbook.with_suffix(".pdf"))
    picture = ["pdftoppm", "-r", "110", "-png", "-singlefile", "-f", str(page), "-l", str(page)]
    subprocess.run([*picture, workbook.with_suffix(".pdf"), DOCS / "workbook"], check=True)


def _page_of(heading: str, pdf: Path) -> int:
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return next(
        number for number, page in enumerate(text.split("\f"), start=1) if heading.lower() in page[:200].lower()
    )


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    try:
        subprocess.run([PROGRAM, "demo", folder], check=True, capture_output=True)
        picture_of_terminal(folder / "aidledger.db")
        picture_of_workbook(folder / "aid-report.xlsx")
    finally:
        shutil.rmtree(folder)
