"""The officer's papers of a year, as what they say: 汇总表, notices, distribution, publication.

May import: stdlib, shared.documents, shared.errors, shared.rules, grades' domain.
"""

from appraisal_service.papers.domain.contents import (
    distribution_of,
    notices_of,
    publication_of,
    summary_of,
)
from appraisal_service.papers.domain.kinds import (
    Distribution,
    Notices,
    Paper,
    Publication,
    Summary,
)
from appraisal_service.papers.domain.records import (
    TOLD,
    NothingToPost,
    NotPublished,
    Record,
    YearRecords,
)

__all__ = [
    "TOLD",
    "Distribution",
    "NotPublished",
    "NothingToPost",
    "Notices",
    "Paper",
    "Publication",
    "Record",
    "Summary",
    "YearRecords",
    "distribution_of",
    "notices_of",
    "publication_of",
    "summary_of",
]
