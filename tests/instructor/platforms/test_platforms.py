"""Learning platforms: renamed files find their students, grades their rows, and nothing is guessed."""

import pytest

from grader.cli.commands.collect import collect_
from grader.cli.commands.columns import columns_
from grader.course import registry
from grader.errors import BadInput
from grader.instructor.assignments import all_parts
from grader.instructor.platforms.grade_columns import fill, read_grades
from grader.instructor.platforms.renamed_files import collect
from grader.instructor.platforms.students import read_students

CLASS = """id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@example.org,123
bob,Bob,Noether,bob@example.org,456
bob2,Bob,Noether,bob2@example.org,789
zoë,Zoë,D'Arcy-Stone,zoe@example.org,900
"""
PART = "part05_normalization"
GRADES = {"ada": "30", "bob": "12.5", "zoë": "0"}


@pytest.fixture
def students(tmp_path):
    (tmp_path / "students.csv").write_text(CLASS)
    return read_students(tmp_path / "students.csv")


def lay(folder, *names, text="text"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    "name, student",
    [
        ("ada_123_part05 (1).ipynb", "ada"),
        ("lovelaceada_123_67890_part05-1.ipynb", "ada"),
        ("noetherbob_LATE_456_67890_part05_normalization.ipynb", "bob"),
        ("Ada Lovelace_5_assignsubmission_file_/part05.ipynb", "ada"),
        ("Bob Noether_789_assignsubmission_file_/part05 (2).ipynb", "bob2"),
        ("Ada Lovelace_5_assignsubmission_file_part05.ipynb", "ada"),
        ("darcystonezoe_900_1_part05.ipynb", "zoë"),
    ],
)
def test_a_renamed_notebook_finds_its_student_and_assignment(tmp_path, students, name, student):
    lay(tmp_path / "download", name)
    found = collect(tmp_path / "download", tmp_path / "into", students, all_parts())
    assert not found.left
    assert (tmp_path / "into" / student / PART / f"{PART}.ipynb").read_text() == "text"


def test_an_exercises_file_goes_into_its_part(tmp_path, students):
    lay(tmp_path / "download", "lovelaceada_123_67890_softmax-1.py")
    found = collect(tmp_path / "download", tmp_path / "into", students, all_parts())
    assert [*map(str, found.written)] == [f"ada/{registry.part_of('softmax')}/softmax.py"]


@pytest.mark.parametrize(
    "name, told",
    [
        ("Bob Noether_5_assignsubmission_file_/part05.ipynb", "fits bob and bob2"),
        ("Eve Nobody_5_assignsubmission_file_/part05.ipynb", "fits no student"),
        ("lovelaceada_456_1_part05.ipynb", "its id is bob's, its name ada's"),
        ("lovelaceada_123_1_essay.ipynb", "no notebook of an assignment"),
        ("lovelaceada_123_1_part05.zip", "no notebook of an assignment"),
        ("part05.ipynb", "does not name a student"),
    ],
)
def test_what_is_ambiguous_or_unknown_is_named_and_left(tmp_path, students, name, told):
    lay(tmp_path / "download", name)
    found = collect(tmp_path / "download", tmp_path / "into", students, all_parts())
    assert not found.written and told in found.left[name] and not (tmp_path / "into").exists()


def test_two_different_files_for_one_place_are_both_left(tmp_path, students):
    lay(tmp_path / "download", "ada_123_part05.ipynb")
    lay(tmp_path / "download", "ada_123_part05 (1).ipynb", text="other")
    assert len(collect(tmp_path / "download", tmp_path / "into", students, all_parts()).left) == 2


def test_links_are_not_followed(tmp_path, students):
    lay(tmp_path, "secret")
    (tmp_path / "download").mkdir()
    (tmp_path / "download" / "ada_123_part05.ipynb").symlink_to(tmp_path / "secret")
    assert not collect(tmp_path / "download", tmp_path / "into", students, all_parts()).written


def test_what_stood_there_is_kept(tmp_path, students):
    lay(tmp_path / "into", f"ada/{PART}/{PART}.ipynb", text="old")
    lay(tmp_path / "download", "ada_123_part05.ipynb")
    found = collect(tmp_path / "download", tmp_path / "into", students, all_parts())
    assert [kept.read_text() for kept in found.kept.values()] == ["old"]


@pytest.mark.parametrize("text", ["", "name\nada\n", "id\nada\nada\n", "id\n../ada\n", "id\n..\n"])
def test_a_list_of_the_class_that_names_nobody_is_refused(tmp_path, text):
    (tmp_path / "students.csv").write_text(text)
    with pytest.raises(BadInput):
        read_students(tmp_path / "students.csv")


def test_canvas_gets_its_header_its_points_possible_and_the_column_alone(tmp_path, students):
    export = tmp_path / "canvas.csv"
    export.write_bytes(
        b"\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,HW1 (77),Final Score\r\n"
        b'"    Points Possible",,,,,40.0,(read only)\r\n"Lovelace, Ada",123,S1,ada,Spring,,10\r\n'
        b'"Noether, Bob",456,,,Spring,,\r\n"Nobody, Eve",999,,eve,Spring,7,\r\n"Student, Test",1,,x,Spring,,\r\n'
    )
    filled = fill(export, GRADES, students, "HW1")
    assert filled.content == (
        b"\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,HW1 (77)\r\n"
        b'    Points Possible,,,,,40.0\r\n"Lovelace, Ada",123,S1,ada,Spring,30\r\n'
        b'"Noether, Bob",456,,,Spring,12.5\r\n"Nobody, Eve",999,,eve,Spring,7\r\n"Student, Test",1,,x,Spring,\r\n'
    )
    assert (filled.count, filled.unknown, filled.without_row) == (2, ["Nobody, Eve: fits no student"], ["zoë"])


def test_moodles_worksheet_keeps_every_column(tmp_path, students):
    export = tmp_path / "moodle.csv"
    head = 'Identifier;"Full name";"Email address";Status;Grade;"Maximum Grade"\n'
    export.write_text(
        head + 'Participant 1;"Ada Lovelace";ada@example.org;Submitted;;40\n'
        "Participant 2;Bob Noether;;Submitted;;40\nParticipant 900;Zoë;;;;40\n",
    )
    filled = fill(export, GRADES, students, None)
    lines = filled.content.decode().splitlines()
    assert lines[0] == "Identifier;Full name;Email address;Status;Grade;Maximum Grade"
    assert lines[1] == "Participant 1;Ada Lovelace;ada@example.org;Submitted;30;40"
    assert lines[2].endswith(";;40") and lines[3].endswith(";0;40")
    assert filled.unknown == ["Bob Noether: fits bob and bob2"] and filled.without_row == ["bob"]


@pytest.mark.parametrize("column", [None, "HW2", "ID", "HW"])
def test_a_column_that_is_not_there_once_is_refused(tmp_path, students, column):
    export = tmp_path / "canvas.csv"
    export.write_text("Student,ID,Section,HW (1),HW (2)\n")
    with pytest.raises(BadInput):
        fill(export, GRADES, students, column)


def test_only_who_is_graded_has_a_grade(tmp_path):
    own, theirs = tmp_path / "own.csv", tmp_path / "nbgrader.csv"
    own.write_text("student,state,total\nada,graded,3\nbob,unreadable,\ncyd,not graded yet,\n")
    theirs.write_text(
        "assignment,student_id,score,state\nhw1,ada,3,graded\nhw1,bob,2,needs manual grading\nhw2,cyd,1,graded\n"
    )
    assert read_grades(own, None) == read_grades(theirs, "hw1") == {"ada": "3"}
    with pytest.raises(BadInput, match="hw1, hw2"):
        read_grades(theirs, None)


def test_the_commands_end_with_1_where_something_is_named(tmp_path, students, capsys):
    lay(tmp_path / "download", "Eve_5_part05.ipynb", "ada_123_part05.ipynb")
    (tmp_path / "grades.csv").write_text("student,state,total\nada,graded,3\n")
    (tmp_path / "export.csv").write_text("Identifier,Full name,Grade\nParticipant 5,Ada Lovelace,\n")
    csv = tmp_path / "students.csv"
    assert collect_(tmp_path / "download", students=csv, into=tmp_path / "into", course=tmp_path) == 1
    filled = tmp_path / "import.csv"
    assert columns_(tmp_path / "grades.csv", tmp_path / "export.csv", students=csv, out=filled) == 0
    assert filled.read_text().splitlines()[1] == "Participant 5,Ada Lovelace,3"
    with pytest.raises(BadInput, match="Name another"):
        columns_(tmp_path / "grades.csv", tmp_path / "export.csv", students=csv, out=tmp_path / "export.csv")
