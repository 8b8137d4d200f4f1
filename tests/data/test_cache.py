from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest
import torch

from ssl_demo.data.cache import cache_path, cached, keep_newest, source_key
from ssl_demo.data.images import Dataset, Images
from ssl_demo.places import ROOT


def make_dataset() -> Dataset:
    pixels = torch.arange(6 * 3 * 4 * 4, dtype=torch.uint8).reshape(6, 3, 4, 4)
    labels, depth = torch.tensor([0, 1, 0, 1, 1, 0]), torch.linspace(0, 1, 6)
    splits = [Images(pixels[s], labels[s], ("a", "b"), {"depth": depth[s]}) for s in (slice(4), slice(4, 6))]
    return Dataset("toys", *splits)


def refuse() -> Dataset:
    raise AssertionError("the cache was not used")


def test_cached_data_set_equals_the_one_that_was_made(home):
    made = cached("toys", make_dataset)
    again = cached("toys", refuse)
    assert (again.name, again.train.classes) == ("toys", ("a", "b"))
    for split in ("train", "test"):
        left, right = getattr(made, split), getattr(again, split)
        assert left.fingerprint == right.fingerprint
        assert torch.equal(left.factors["depth"], right.factors["depth"])


@pytest.mark.parametrize("damage", [lambda b: b[:-10], lambda b: b"", lambda b: b"\xff" * len(b)])
def test_damaged_cache_is_made_again(home, damage):
    cached("toys", make_dataset)
    path = cache_path("toys")
    path.write_bytes(damage(path.read_bytes()))
    assert len(cached("toys", make_dataset).train) == 4
    assert len(cached("toys", refuse).train) == 4


def test_all_works_where_no_cache_can_be_written(home):
    home.write_text("a file where the folder should be")
    assert len(cached("toys", make_dataset).train) == 4


def test_full_disk_leaves_no_part_of_a_cache(home, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ssl_demo.data.cache.save_file", full)
    assert len(cached("toys", make_dataset).train) == 4
    assert list((home / "cache").iterdir()) == []


def test_those_who_want_the_same_data_set_at_once_wait_for_the_first(home):
    begun, made = threading.Event(), []

    def make_slowly() -> Dataset:
        begun.set()
        time.sleep(0.3)
        made.append("slowly")
        return make_dataset()

    first = threading.Thread(target=cached, args=("toys", make_slowly))
    first.start()
    begun.wait()
    assert len(cached("toys", refuse).train) == 4
    first.join()
    assert made == ["slowly"]
    assert list((home / "cache").iterdir()) == [cache_path("toys")]


def test_whoever_died_while_making_it_is_not_waited_for(home):
    script = (
        "import os, signal; from ssl_demo.data.cache import cached;"
        "cached('toys', lambda: os.kill(os.getpid(), signal.SIGKILL))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode != 0
    assert len(cached("toys", make_dataset).train) == 4
    assert list((home / "cache").iterdir()) == [cache_path("toys")]


def test_key_changes_with_size_time_and_name(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"1")
    keys = [source_key("folder", tmp_path, [file])]
    os.utime(file, ns=(1, 1))
    keys.append(source_key("folder", tmp_path, [file]))
    file.write_bytes(b"12")
    os.utime(file, ns=(1, 1))
    keys.append(source_key("folder", tmp_path, [file]))
    keys.append(source_key("folder", tmp_path, [file.rename(tmp_path / "b.png")]))
    assert len(set(keys)) == 4
    assert keys[-1] == source_key("folder", tmp_path, [tmp_path / "b.png"])


def test_of_many_those_made_last_are_kept(home):
    for place, key in enumerate(("toys-b", "toys-c", "toys-a", "others")):
        cached(key, make_dataset)
        os.utime(cache_path(key), (place, place))
    keep_newest("toys-", 2)
    cached("toys-c", refuse)
    cached("toys-a", refuse)
    cached("others", refuse)
    assert not cache_path("toys-b").exists()


def test_where_there_is_no_cache_nothing_is_removed(home):
    keep_newest("toys-", 1)
    assert not home.exists()
