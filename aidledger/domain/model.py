"""What all models share: frozen, strict, and errors that name the field and the fix."""

from abc import abstractmethod
from typing import Any, ClassVar, Final, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema

from aidledger.errors import InvalidInput, Problem


class Model(BaseModel):
    """An immutable record: no unknown fields, no silent conversion between types."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


NEEDED: Final = "add the field"
"""The hint for what is missing, which whoever reads a table gives in other words."""

AS_TUPLE: Final = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
"""Lists of TOML and JSON become the tuples that a frozen record holds."""


class Written(Model):
    """A record that people may also write as one line of text; `_read` makes its fields from it."""

    text_form: ClassVar[str]
    """What the text looks like, for the schema."""

    @classmethod
    @abstractmethod
    def _read(cls, text: str) -> dict[str, Any]:
        """The fields that `text` states, for the model to judge."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return cls._read(data) if isinstance(data, str) else data

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form. Raises `InvalidInput` for what is not of it, or has more than one reading."""
        return validate(cls, cls._read(text))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "description": cls.text_form}, handler(schema)]}


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], data: Any, *, where: str = "") -> M:
    """`data` (what TOML, JSON or a row of CSV gave) as a `model`.

    Raises `InvalidInput` with one `Problem` for each field that is wrong; `where` stands before the field's name.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidInput.of(problems(error, model, where)) from None


def problems(error: ValidationError, model: type[BaseModel], where: str = "") -> list[Problem]:
    """What pydantic found, in words for the person who wrote the document."""
    found: dict[Problem, None] = {}
    for detail in error.errors(include_url=False):
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, InvalidInput):
            message, hint = cause.message, cause.hint
        elif detail["type"] == "extra_forbidden":
            message = "there is no such field"
            nested = len(detail["loc"]) > 1
            hint = (
                "'aidledger schema' lists the fields" if nested else f"the fields are: {', '.join(model.model_fields)}"
            )
        elif detail["type"] == "missing":
            message, hint = "this is needed", NEEDED
        elif detail["type"] == "model_type":
            message = f"{detail['input']!r} (a {type(detail['input']).__name__}) does not fit here"
            hint = "write it as text, in quotes, as on the command line"
        else:
            value = detail["input"]
            shown = f"'{value}'" if isinstance(value, str) else type(value).__name__
            message, hint = f"{shown} does not fit here: {detail['msg'].lower()}", None
        found[Problem(":".join(filter(None, (where, place))), message, hint)] = None
    return list(found)
