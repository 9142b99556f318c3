"""Learning platforms: whose a renamed file is, and grades as Canvas and Moodle import them.

Called by the commands `collect` and `columns`. Nothing is guessed here: what fits several students is named.
"""
