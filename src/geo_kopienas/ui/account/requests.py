"""What a request to the pages of accounts says, and what is not believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.texts import DEFAULT_LANGUAGE, Texts, texts_for

#: Bytes of a form; two passwords, a name and an address take less.
MAX_FORM = 8_000
#: A page of the dashboard and its choices: nothing that leads to another host or folder.
_BACK = re.compile(r"[a-z0-9-]{0,40}(\?[\w%&=.,:+~!*;@$-]{0,1500})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Attributes:
        request: As it came.
        form: Its fields; none of a page that is only opened.
        texts: Words of its language.
        back: The page of the dashboard that the visitor came from, with its choices.
    """

    request: Request
    form: Mapping[str, str]
    texts: Texts
    back: str

    @property
    def address(self) -> str:
        """The network address of the visitor, as far as the proxy is known."""
        return self.request.client.host if self.request.client else ""

    def query(self, language: str | None = None) -> str:
        """The parts of an address that keep language and way back."""
        parts = {"valoda": language or self.texts.language, "atpakal": self.back}
        return urlencode({name: value for name, value in parts.items() if value})


def read_request(request: Request, form: Mapping[str, str]) -> Asked:
    """Read language and way back; what is not known is the default."""
    said = {**request.query_params, **form}
    language = said.get("valoda", DEFAULT_LANGUAGE)
    texts = texts_for(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    back = said.get("atpakal", _page_before(request))
    return Asked(request, form, texts, back if _BACK.fullmatch(back) else "")


async def read_form(request: Request) -> Mapping[str, str] | None:
    """The fields of a form; None where it is too large to be one of these."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}


def is_from_here(request: Request) -> bool:
    """Whether a page of this very host sent the form; browsers say so with every form."""
    origin = request.headers.get("origin", "")
    return urlsplit(origin).netloc == request.headers.get("host", "") != ""


def _page_before(request: Request) -> str:
    """The page that the visitor came from, if it is one of the dashboard."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.headers.get("host") or "/konts/" in referer.path:
        return ""
    page = referer.path.rpartition("/")[2]
    return f"{page}?{referer.query}" if referer.query else page
