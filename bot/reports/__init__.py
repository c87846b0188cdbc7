"""What is written for others: gathered from what was shared, put into a template, and nothing else."""
