"""The codes of the project's own vocabulary; their words live in `texts`."""

from enum import StrEnum

#: Languages of all words; a column ends with its language (`name_lv`).
LANGUAGES = ("lv", "en")


class Level(StrEnum):
    """Level of a place; apkaime lies crosswise to unit."""

    MUNICIPALITY = "municipality"
    UNIT = "unit"
    APKAIME = "apkaime"
    SETTLEMENT = "settlement"


class PlaceKind(StrEnum):
    """What a place is in the field's own terms."""

    MUNICIPALITY = "municipality"
    TOWN = "town"
    PARISH = "parish"
    APKAIME = "apkaime"
    VILLAGE = "village"
    LARGE_VILLAGE = "large_village"
    POPULATED_PLACE = "populated_place"
    COMMUNITY_AREA = "community_area"
    TOWN_NEIGHBOURHOOD = "town_neighbourhood"
    MAP_NAME = "map_name"
    FORMER_PLACE = "former_place"


class MunicipalityKind(StrEnum):
    """Kind of a municipality of Latvia."""

    STATE_CITY = "state_city"  # valstspilsēta
    MUNICIPALITY = "municipality"  # novads


class PlaceStatus(StrEnum):
    """How well the existence of a place is attested."""

    OFFICIAL = "official"
    NAMED_IN_OFFICIAL_TEXT = "named_in_official_text"
    LISTED_BY_FORMER_MUNICIPALITY = "listed_by_former_municipality"
    POSTAL_LIST_ONLY = "postal_list_only"
    NAMED_COMMUNITY_AREA = "named_community_area"
    TOWN_NEIGHBOURHOOD = "town_neighbourhood"
    MAP_NAME_ONLY = "map_name_only"
    FORMER_PLACE = "former_place"


class GeometryQuality(StrEnum):
    """How far a geometry may be trusted as a border."""

    OFFICIAL = "official"
    GENERALISED = "generalised"
    APPROXIMATE = "approximate"


class DateBasis(StrEnum):
    """What the date of a fact rests on."""

    STATED = "stated"  # the source says so
    PLANNED = "planned"  # the source announces it; that it took place is not confirmed
    INFERRED = "inferred"  # worked out from the context; the note says how
    BETWEEN = "between"  # an unknown day between `date` and `date_end`


class Provenance(StrEnum):
    """Who says it."""

    OFFICIAL = "official"
    ORGANISATION = "organisation"
    PRESS = "press"
    SELF_REPORTED = "self_reported"
    DEMO = "demo"


class EvidenceKind(StrEnum):
    """What happened."""

    MEETING = "meeting"
    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    PARTICIPATORY_BUDGET_CALL = "participatory_budget_call"
    PARTICIPATORY_BUDGET_IDEA = "participatory_budget_idea"
    PARTICIPATORY_BUDGET_SUPPORTED = "participatory_budget_supported"
    PARTICIPATORY_BUDGET_REALISED = "participatory_budget_realised"
    GRANT_CALL = "grant_call"
    GRANT = "grant"  # of the municipality's contest of NGO projects
    AWARD = "award"  # of another contest, or a prize
    FUNDRAISING = "fundraising"
    REGULATION = "regulation"
    COUNCIL_STARTED = "council_started"
    COUNCIL_ELECTED = "council_elected"
    COUNCIL_FIRST_SITTING = "council_first_sitting"
    AGREEMENT = "agreement"
    EVENT = "event"
    SURVEY = "survey"
    PROJECT = "project"
    RECOGNITION = "recognition"
    COMMUNITY_FOUNDED = "community_founded"
    COMMUNITY_NAMED = "community_named"
    COMMUNITY_ACTIVE = "community_active"
    COMMUNITY_NOT_FOUND = "community_not_found"  # somebody looked and found none
    COMMUNITY_ENDED = "community_ended"  # the community itself said that it is no more
    WORKING_GROUP_MEMBER = "working_group_member"
    VISIT_PLANNED = "visit_planned"
    VISIT_HELD = "visit_held"
    ELECTION = "election"


class SupportKind(StrEnum):
    """Where money that reached a place came from."""

    GRANTS = "grants"
    PARTICIPATORY_BUDGET = "participatory_budget"
    OTHER_PROJECTS = "other_projects"


class CollaborationStatus(StrEnum):
    """How far cooperation with the municipality has come, in ascending order (after IAP2)."""

    UNKNOWN = "unknown"
    CONTACT = "contact"
    CONSULTED = "consulted"
    SUPPORTED = "supported"
    PARTNER = "partner"


class ActivityState(StrEnum):
    """What is known of resident communities' activity in a place."""

    ACTIVE = "active"
    EMERGING = "emerging"
    NO_RECENT_NEWS = "no_recent_news"  # the newest activity is old, and nobody has looked since
    QUIET = "quiet"  # confirmed: somebody looked and found nothing, or it said that it ended
    NONE_KNOWN = "none_known"  # somebody looked and found none
    UNKNOWN = "unknown"


class AttentionPart(StrEnum):
    """Parts of the attention list, never mixed; places that need no attention are in none."""

    INACTIVE = "inactive"  # confirmed
    VERIFY = "verify"  # no recent news: somebody has to look first
    UNKNOWN = "unknown"  # no news at all: no score


class Component(StrEnum):
    """Components of the inactivity score."""

    STATE = "state"
    MONTHS_SINCE_EVIDENCE = "months_since_evidence"
    RESIDENTS_WITHOUT_ACTIVE = "residents_without_active"
    DISTANCE_TO_ACTIVE_KM = "distance_to_active_km"
    WITHOUT_SEAT = "without_seat"


class Theme(StrEnum):
    """Themes of the budget proposals, as the municipality groups them."""

    SAFETY = "safety"
    INFRASTRUCTURE_ENVIRONMENT = "infrastructure_environment"
    EDUCATION_CULTURE_SPORT = "education_culture_sport"
    HEALTH_SOCIAL = "health_social"


class Unit(StrEnum):
    """Units of an evidence value."""

    EUR = "EUR"
    VOTES = "votes"
    VOTERS = "voters"
    CANDIDATES = "candidates"
    PROPOSALS = "proposals"
    IDEAS = "ideas"
    PROJECTS = "projects"
    PEOPLE = "people"
    RESPONDENTS = "respondents"
    QUESTIONNAIRES = "questionnaires"
    MEETINGS = "meetings"
    PLACES = "places"


class LegalForm(StrEnum):
    """Legal form of a community."""

    ASSOCIATION = "association"  # biedrība
    FOUNDATION = "foundation"  # nodibinājums
    COOPERATIVE = "cooperative"  # kooperatīvā sabiedrība
    INFORMAL = "informal"


class CommunityType(StrEnum):
    """What kind of community it is."""

    RESIDENT_COMMUNITY = "resident_community"
    FORMING_COMMUNITY = "forming_community"
    STREET_ASSOCIATION = "street_association"
    HOUSE_ASSOCIATION = "house_association"
    NEIGHBOUR_GROUP = "neighbour_group"
    GARDEN_COOPERATIVE = "garden_cooperative"
    INTEREST_COMMUNITY = "interest_community"
    LOCAL_NGO = "local_ngo"
    SUPPORT_ORGANISATION = "support_organisation"


class Confidence(StrEnum):
    """How sure the source makes us."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
