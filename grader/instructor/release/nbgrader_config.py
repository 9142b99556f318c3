"""nbgrader's configuration of the course "GPT-2 by hand": `nbgrader --help-all` explains every setting."""

c = get_config()  # noqa: F821 (nbgrader gives it)

c.CourseDirectory.course_id = "gpt2-by-hand"

# Stubs are cut as the course cuts them: each says what is to be derived. A cell whose points nobody would decide, or a
# test of your own that an unwritten answer passes, is refused by name.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "grader.instructor.nbgrader_plugin.follow_choices.FollowChoices",
    "grader.instructor.nbgrader_plugin.check_points.CheckPoints",
    "grader.instructor.nbgrader_plugin.cut_solutions.CutSolutions",
    "grader.instructor.nbgrader_plugin.check_points.CheckStubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "grader.instructor.nbgrader_plugin.deadlines.SetDueDate",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What was released stays there, and is what submissions are graded against, where another cannot be generated.
c.GenerateAssignment.pre_convert_hook = "grader.instructor.nbgrader_plugin.keep_release.put_back_on_failure"
c.GenerateAssignment.post_convert_hook = "grader.instructor.nbgrader_plugin.keep_release.keep_release"

# A submission is read with care, its answers are laid over the released notebook, and the judge decides: no notebook
# is executed, and no student's code runs in this process.
c.Autograde.pre_convert_hook = "grader.instructor.nbgrader_plugin.quarantine_links.quarantine_links"
c.Autograde.exporter_class = "grader.instructor.nbgrader_plugin.submission_exporter.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "grader.instructor.nbgrader_plugin.overlay_submission.OverlaySubmission",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "grader.instructor.nbgrader_plugin.judge_cells.JudgeCells",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "grader.instructor.nbgrader_plugin.save_extra_credit.SaveExtraCredit",
    "grader.instructor.nbgrader_plugin.leave_to_person.LeaveToPerson",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# What an answer printed, and the values in its exceptions, are on formgrader's pages and not on those of feedback,
# which load nothing from any host.
c.GenerateFeedback.exporter_class = "grader.instructor.nbgrader_plugin.feedback_page.FeedbackPage"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grader.instructor.nbgrader_plugin.tell_older_file.TellOlderFile",
    "grader.instructor.nbgrader_plugin.leave_out_withheld.LeaveOutWithheld",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Students' code runs under bubblewrap. False lets it run as you, with all that you may do: for your own answers only.
c.JudgeCells.sandboxed = True

# A submission whose grading failed has a state of its own in grades.csv, and no score.
c.ExportApp.plugin_class = "grader.instructor.nbgrader_plugin.export_grades.GradesCsv"

# Late work: the assignment's rule in assignments.toml; where it has none, "none" leaves the score and "zero" takes it.
c.AssignLatePenalties.plugin_class = "grader.instructor.nbgrader_plugin.deadlines.LatePenalty"
c.LateSubmissionPlugin.penalty_method = "none"

# Markdown that a student wrote is shown without HTML that could do something.
c.HTMLExporter.filters = {"markdown2html": "grader.instructor.nbgrader_plugin.safe_markdown.safe_html"}
