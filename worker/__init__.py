"""The Celery app, its tasks, the batch pipeline and the sweeper."""
