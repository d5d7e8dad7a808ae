"""Long runs as jobs: asked for, watched, cancelled, and their results kept."""

from api.jobs.by_command import keep_run
from api.jobs.job import Asked, Failure, Job, Progress, State, Title, Work
from api.jobs.jobs import Jobs

__all__ = ["Asked", "Failure", "Job", "Jobs", "Progress", "State", "Title", "Work", "keep_run"]
