"""What the tests of packs share."""

import pytest

from tests.course.tiny_pack import make_pack


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    return make_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture
def own_workspace(tmp_path):
    """Make the test's folder a workspace, so that no command finds the clone's and writes there."""
    (tmp_path / "exercises").mkdir()
