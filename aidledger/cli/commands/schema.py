"""`aidledger schema`."""

from typing import Annotated

import typer

from aidledger.cli import output


def command(
    published_total: Annotated[
        bool, typer.Option("--published-total", help="That of a published total instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of a package document."""
    from aidledger.domain.packages import Document
    from aidledger.domain.published import PublishedDocument

    model = PublishedDocument if published_total else Document
    output.show_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema())
