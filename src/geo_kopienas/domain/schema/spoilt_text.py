"""Texts that were spoilt before they came: read in a wrong code page, letters lost, hidden signs.

A program that reads Latvian in another code page shows "þogs" or "Å¾ogs", and whoever saves
that as UTF-8 makes a file without any fault of form. Going the same way back tells what was
meant. Of several ways the one counts after which only Latvian letters and usual signs are left.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise, product

from geo_kopienas.domain.schema.problems import Problem

LATVIAN_LETTERS = frozenset("ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž")
#: What Latvian texts have beyond ASCII besides letters.
_USUAL_SIGNS = frozenset("–—“”„’‘‚«»…•€§°²³·×±½\u00a0\u202f\u2007´`")
#: Letters of the other languages that are written in Latvia's code page.
#: Signs that a spoilt text is made of; a byte order mark among them, which begins many files.
_OURS = LATVIAN_LETTERS | _USUAL_SIGNS | {"\ufeff"}
_OF_LATVIAN_WORDS = LATVIAN_LETTERS | frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüõéÄÖÜÕÉ"
)
_NEIGHBOURS = frozenset("ÄäÖöÜüÕõÅåÉéÓóßŌōŖŗĄąĘęĖėĮįŲųĆćŁłŃńŚśŹźŻżØøÆæ")

#: Code pages that texts are wrongly read in, the likeliest first, and those that they were in.
_READ_IN = (
    "cp1252",
    "latin-1",
    "cp1250",
    "cp1257",
    "cp1251",
    "mac_roman",
    "cp850",
    "cp437",
    "cp775",
)
_WRITTEN_IN = ("cp1257", "cp775")
_LONGEST_RUN = 200  # of signs beyond ASCII, without a space
_MAX_ROUNDS = 3  # a file may be spoilt several times over

# Half of a sign that takes two (a surrogate) is no text either: JSON may hold one.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_UNPLACED = re.compile("[\x80-\x9f]")
#: Signs that turn the order of what is shown round, and letters that nobody sees ("tags").
_DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069]|[\U000e0000-\U000e007f]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")  # flags of England, Scotland, Wales
#: Signs without width or ink: soft hyphens, joiners, marks of direction, fillers, byte order marks.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    "\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\U000e0100-\U000e01ef]"
)
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # they mean something beside emoji and in other scripts
_FIRST_OTHER_SCRIPT = 0x0590  # beyond Latin, Greek, Cyrillic and Armenian letters
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_UNIT = re.compile(r"[\s,;()\"„”“]+")

_VOWELS = frozenset("aāeēiīoōuūyäöüõéóàáâãåæçêëèìíîïðòôùúûýþ") - frozenset("çðþ")
_LONG = frozenset("āēīū")
_DOUBTFUL = frozenset("àáâãèìíîïòóôùúûý")  # vowels that stand beside others where they are none
_BEFORE_LONG = frozenset("ieou")  # "nacionāls", "hiēna", "okeāns", "poēma", "aktuāls"
_LIKELY = re.compile("[âîûÂÎÛ]|[çÇ](?![aeiouâãõóúı])", re.IGNORECASE)
_RARER_PAGE = 0.5  # a way back through a rarer code page must be better by so much
_LONGEST_CLUSTER = 3
_OPERATORS = frozenset("×´·†‡‰±")
_BETWEEN_LETTERS = frozenset("’–—…•\u00a0\u202f\u2007")  # what a word may have inside
_DIAERESIS = re.compile(r"[aoe]ï[b-df-hj-np-tv-z]")  # "naïf", "Loïc"
_QUOTES = frozenset("„“”‘«»§€°²³")
_VOWEL_RUN = re.compile(f"[{''.join(sorted(_VOWELS))}]+|[^\\w]+")
_SPANISH_END = re.compile(r"í[ao]s?$")


def fault_of_text(text: str) -> Problem | None:
    """What makes a text unfit to be kept, with what was probably meant."""
    if text.isascii() and text.isprintable() and "?" not in text:
        return None
    if _CONTROL.search(text):
        return _fault_of_controls(text)
    if _DECEPTIVE.search(_FLAG.sub("", text)):
        shown = _DECEPTIVE.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", text)
        return Problem("text_deceptive", value=shown)
    text = without_invisible(text)
    if "\ufffd" in text or _has_lost_letters(text):
        return Problem("letters_lost", value=text.replace("\ufffd", "�"))
    meant = meant_text(text)
    if meant is None:
        return None
    code = "encoding_twice" if _once(text) else "encoding_wrong"
    return Problem(code, value=text, details={"meant": meant})


def _fault_of_controls(text: str) -> Problem:
    """The fault of a text with control characters, which a wrong code page makes of quotes."""
    meant, code = meant_text(text), "encoding_twice"
    if meant is None:
        meant, code = _UNPLACED.sub(_sign_of_page, text), "encoding_wrong"
    if _CONTROL.search(meant):
        return Problem("control_character")
    return Problem(code, value=text, details={"meant": meant})


def _sign_of_page(match: re.Match[str]) -> str:
    """The quote or dash of Windows that Latin-1 has no place for."""
    return match[0].encode("latin-1").decode("cp1257", "ignore") or match[0]


def without_invisible(text: str) -> str:
    """The text without signs that nobody sees and that mean nothing where they stand."""
    return text if text.isascii() else _INVISIBLE.sub(_kept_invisible, text)


def _kept_invisible(match: re.Match[str]) -> str:
    """A joiner or selector stays behind an emoji or a letter of a script that needs it."""
    sign, start = match[0], match.start()
    before = match.string[start - 1] if start and sign in _JOINERS else ""
    if not before:
        return ""
    is_emoji = unicodedata.category(before) in {"So", "Sk", "Sm", "Po"} or before == "\ufe0f"
    is_script = before.isalpha() and ord(before) >= _FIRST_OTHER_SCRIPT
    is_keycap = sign == "\ufe0f" and before.isdigit()
    return sign if not before.isspace() and (is_emoji or is_script or is_keycap) else ""


# --- code pages ------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def meant_text(text: str) -> str | None:
    """The text that was meant before it was read in a wrong code page; None if nothing is wrong."""
    meant, changed = text, False
    for _ in range(_MAX_ROUNDS):
        better = _once(meant) or _from_page(meant)
        if better is None:
            break
        meant, changed = better, True
    return unicodedata.normalize("NFC", meant) if changed else None


def _once(text: str) -> str | None:
    """The text that was written as UTF-8 and read in a code page: "MeÅ¾s" → "Mežs"."""
    better = _FOREIGN_RUN.sub(_decoded_run, text)
    return None if better == text else better


def _readings(run: str) -> Iterator[str]:
    """What a run of foreign signs is as UTF-8, by the code pages that it may have been read in."""
    for page in _READ_IN:
        with suppress(UnicodeError):
            yield b"".join(_byte(sign, page) for sign in run).decode("utf-8")


def _decoded_run(match: re.Match[str]) -> str:
    run = match[0]
    for meant in _readings(run):
        # A single letter of another script is made of two foreign letters by chance.
        is_ours = any(sign in _OURS for sign in meant)
        if (is_ours or len(meant) > 1) and all(map(_is_usual, meant)):
            return meant
        if _once(meant) is not None:
            return meant  # spoilt once more
    return _decoded_parts(run)


@lru_cache(maxsize=20_000)
def _decoded_parts(run: str) -> str:
    """A run in which spoilt letters stand beside others: pairs and triples by themselves."""
    if len(run) > _LONGEST_RUN:
        return run  # no Latvian text
    parts, position = [], 0
    while position < len(run):
        for length in (3, 2):
            piece = run[position : position + length]
            meant = _one_sign(piece) if len(piece) == length else None
            if meant is not None:
                break
        else:
            length, meant = 1, run[position]
        parts.append(meant)
        position += length
    return "".join(parts)


def _one_sign(piece: str) -> str | None:
    return next(
        (meant for meant in _readings(piece) if meant in LATVIAN_LETTERS | _USUAL_SIGNS), None
    )


def _is_usual(sign: str) -> bool:
    """Whether a sign is one that people write: a letter of Europe, or a usual sign."""
    return (
        sign in _OURS
        or sign in _NEIGHBOURS
        or "Ѐ" <= sign <= "ӿ"
        or "À" <= sign <= "ÿ"
        or "\U0001f300" <= sign <= "\U0001faff"
    )


def _byte(sign: str, page: str) -> bytes:
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        byte = sign.encode("latin-1")
        if byte.decode(page, "ignore"):
            raise
        return byte  # what the code page leaves open stayed the byte that it was


def _from_page(text: str) -> str | None:
    """The text that was written in one code page and read in another: "þogs" → "žogs"."""
    foreign = {sign for sign in text if not sign.isascii()}
    known = LATVIAN_LETTERS | _USUAL_SIGNS | _NEIGHBOURS
    if foreign <= LATVIAN_LETTERS or (foreign <= known and not strain(text)):
        return None
    whole = _page_round(text)
    if whole is not None or foreign.isdisjoint(LATVIAN_LETTERS):
        return whole
    # Pasted beside what is right: word by word, and only what no other language writes.
    better = _WORD.sub(lambda word: _certain_word(word[0]), text)
    return None if better == text else better


def _certain_word(word: str) -> str:
    if all(sign.isascii() or sign in LATVIAN_LETTERS | _NEIGHBOURS for sign in word):
        return word
    meant = _page_round(word)
    return word if meant is None or strain(word) <= strain(meant) else meant


def _page_round(text: str) -> str | None:
    best: tuple[float, str] | None = None
    for written_in, read_in in product(_WRITTEN_IN, _READ_IN):
        try:
            meant = b"".join(_byte(sign, read_in) for sign in text).decode(written_in)
        except UnicodeError:
            continue
        if not _is_latvian(meant, text):
            continue
        left = strain(meant) + (0 if best is None else _RARER_PAGE)
        if left < strain(text) + _weight(text) and (best is None or left < best[0]):
            best = left, meant
    return None if best is None else best[1]


def _is_latvian(meant: str, text: str) -> bool:
    """Whether all that would change becomes Latvian, in words that are Latvian as a whole."""
    if len(meant) != len(text):
        return False
    pairs = {(old, new) for old, new in zip(text, meant, strict=True) if old != new}
    changed = {new for _, new in pairs}
    if changed.isdisjoint(LATVIAN_LETTERS) or not changed <= LATVIAN_LETTERS | _USUAL_SIGNS:
        return False
    if any(old in LATVIAN_LETTERS or (old.isalpha() > new.isalpha()) for old, new in pairs):
        return False
    # A sign beside a word is a sign; several within words stand for letters.
    signs = {old for old, _ in pairs}
    if not any(map(str.isalpha, signs)):
        within = [text[n] for n in range(1, len(text) - 1) if text[n - 1 : n + 2 : 2].isalpha()]
        return sum(sign in signs - _OPERATORS for sign in within) > 1
    return all(
        text[word.start() : word.end()] == word[0] or set(word[0]) <= _OF_LATVIAN_WORDS
        for word in _WORD.finditer(meant)
    )


def _weight(text: str) -> float:
    """How much speaks for damage where both spellings could be pronounced.

    Vowels with a circumflex, and a ç without a vowel behind it, become long vowels, of which
    every Latvian text is full; other consonants must be betrayed by their neighbours.
    """
    return 0.5 if _LIKELY.search(text) else 0.0


def strain(text: str) -> float:
    """How much in the words of a text can hardly be pronounced, or stands where nothing should."""
    return sum(_strain(unit.strip(".!?:-–—'’")) for unit in _UNIT.split(text) if not unit.isascii())


@lru_cache(maxsize=20_000)
def _strain(unit: str) -> float:
    word = unit.lower()
    # No living language around us writes these but Icelandic.
    hardness = 2.0 * sum(word.count(sign) for sign in "þð")
    hardness += sum(_pair_strain(left, right, word) for left, right in pairwise(word))
    for left, right in pairwise(unit):
        hardness += left.islower() and right.isupper() and not right.isascii()
    for cluster in _VOWEL_RUN.split(word):
        hardness += len(cluster) > _LONGEST_CLUSTER and not cluster.isascii()
    return hardness


def _pair_strain(left: str, right: str, word: str) -> float:
    if left.isalpha() and right.isalpha():
        return 2 if _script(left) != _script(right) else _vowel_strain(left, right, word)
    sign = right if left.isalpha() else left
    is_inside = left.isalpha() or right.isalpha()
    return is_inside and not (sign.isascii() or sign in _BETWEEN_LETTERS or sign in _QUOTES)


def _vowel_strain(left: str, right: str, word: str) -> bool:
    if not {left, right} <= _VOWELS:
        return False
    if left in _LONG or right in _LONG:
        return left in _LONG or left not in _BEFORE_LONG
    is_doubtful = not _DOUBTFUL.isdisjoint((left, right))
    return is_doubtful and not (_SPANISH_END.search(word) or _DIAERESIS.search(word))


def _script(letter: str) -> str:
    if "Ͱ" <= letter <= "Ͽ":
        return "Greek"
    return "Cyrillic" if "Ѐ" <= letter <= "ӿ" else "Latin"


# --- lost letters ----------------------------------------------------------------------------

_LOST = re.compile(r"(?<![^\W\d_])\?[a-z]|[^\W\d_]\?[a-z]")
_NAME_WITH_HOLE = re.compile(r"[A-ZĀ-Ž][a-z]*\?[a-z?]+|\?[a-z]{2,}[a-z?]*")
_FEW_WORDS = 3


def _has_lost_letters(text: str) -> bool:
    """Whether question marks stand where letters were: "Me?s", "p?rbaud?t".

    Certain are only a name with a hole, and several holes in a text without any Latvian letter;
    who leaves out the space behind a question leaves one.
    """
    if "?" not in text or not LATVIAN_LETTERS.isdisjoint(text):
        return False
    words = [word.strip(".,;:!()\"'„”“") for word in text.split() if not set(word) & set("/=&@")]
    if len(words) <= _FEW_WORDS and any(map(_NAME_WITH_HOLE.fullmatch, words)):
        return True
    return sum(len(_LOST.findall(word)) for word in words) > 1
