"""What is done with years and people: setting up, importing, listing."""

from appraisal_service.people.actions.importing import Imported, import_people
from appraisal_service.people.actions.setting_up import WantedYear, set_up_jurisdiction
from appraisal_service.people.actions.showing import list_people

__all__ = ["Imported", "WantedYear", "import_people", "list_people", "set_up_jurisdiction"]
