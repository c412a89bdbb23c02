"""What is known of a year beside the votes: attendance, findings, and records of facts.

Attendance comes in files; findings come from two officers; a record of any other kind comes from
a paper, one by one or in a file. All of it is appended; a correction supersedes, nothing is
edited.
"""

from appraisal_service.facts.domain.attendance import Attendance, AttendanceRejected, Batch
from appraisal_service.facts.domain.findings import FindingRejected, FoundFact

__all__ = ["Attendance", "AttendanceRejected", "Batch", "FindingRejected", "FoundFact"]
