"""`aidledger schema`."""

from aidledger.cli import output
from aidledger.domain.packages import Package


def command() -> None:
    """Print the JSON Schema of a package document."""
    output.show_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | Package.model_json_schema())
