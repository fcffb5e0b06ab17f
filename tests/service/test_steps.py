"""Each step does what it says, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ColibriError
from assistant.service.steps import Command, File, Folder, Removal


def test_a_folder_is_made_with_its_rights_and_then_left_alone(tmp_path: Path) -> None:
    step = Folder(tmp_path / "a" / "b", 0o700)
    assert (step.done, str(step)) == (False, f"make   {tmp_path}/a/b/")
    step.do()
    assert step.done
    assert step.path.stat().st_mode & 0o777 == 0o700


def test_a_file_is_replaced_as_a_whole_and_readable_to_all(tmp_path: Path) -> None:
    step = File(tmp_path / "new" / "file", "text\n")
    assert (step.done, str(step)) == (False, f"write  {tmp_path}/new/file")
    step.do()
    assert step.done
    assert step.path.stat().st_mode & 0o777 == 0o644
    assert not File(step.path, "other").done
    assert [path.name for path in step.path.parent.iterdir()] == ["file"]


def test_a_file_that_is_kept_is_its_owner_s(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert File(tmp_path / "file", "theirs", keep=True).done


def test_removals(tmp_path: Path) -> None:
    folder, file, link = tmp_path / "folder", tmp_path / "file", tmp_path / "link"
    (folder / "deep").mkdir(parents=True)
    file.write_text("x")
    link.symlink_to(folder)
    assert str(Removal(folder)) == f"remove {folder}/ and all that is in it"
    assert str(Removal(file)) == f"remove {file}"
    for path in (link, folder, file):
        assert not Removal(path).done
        Removal(path).do()
        assert Removal(path).done


def test_a_link_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "link").symlink_to(target)
    Removal(tmp_path / "link").do()
    assert target.exists()


def test_a_command_that_fails_says_how_to_mend_it(tmp_path: Path) -> None:
    Command(("touch", str(tmp_path / "touched")), "never").do()
    assert (tmp_path / "touched").exists()
    with pytest.raises(ColibriError, match=r"false failed \(.*\); look there"):
        Command(("false",), "look there").do()
    with pytest.raises(ColibriError, match="look there"):
        Command(("no-such-program",), "look there").do()
    assert str(Command(("a", "b c"), "")) == "run    a 'b c'"
