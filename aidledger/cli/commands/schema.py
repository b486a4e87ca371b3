"""`aidledger schema`."""

from aidledger.cli import output


def command() -> None:
    """Print the JSON Schema of a package document."""
    from aidledger.domain.packages import Document

    output.show_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | Document.model_json_schema())
