"""The database behind the ports: SQLAlchemy lives here and nowhere else."""
