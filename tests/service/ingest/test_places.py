"""Range files in, listed, asked and out; a bad one is one clear line and changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leftopen.errors import BadAddress, BadRanges, NotFound
from leftopen.model.location import NOWHERE
from leftopen.places import countries, file
from leftopen.places.table import Source
from leftopen.service.ingest import places
from leftopen.service.ingest.places import RangeImport
from leftopen.service.workspace.workspace import Workspace
from tests.places.range_files import AWS, AZURE_GOVERNMENT, NETWORKS
from tests.service.office import office

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
AZURE_NAME = "ServiceTags_AzureGovernment_20261102.json"


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def taken(
    workspace: Workspace, folder: Path, name: str, data: bytes, *, dated: str = "", own: str = ""
) -> Source:
    return places.import_ranges(
        workspace, RangeImport(path=written(folder, name, data), dated=dated, name=own)
    ).source


def test_each_format_is_recognised_and_dated_by_itself_its_name_or_a_person(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        made = [
            taken(workspace, tmp_path, "ip-ranges.json", AWS),
            taken(workspace, tmp_path, AZURE_NAME, AZURE_GOVERNMENT),
            taken(workspace, tmp_path, "asn.csv", NETWORKS, dated="2026-10-01"),
        ]
        assert [(one.name, one.dated) for one in made] == [
            ("aws", "2026-11-03"),
            ("azure_government", "2026-11-02"),
            ("asn", "2026-10-01"),
        ]
        assert {one.name for one in places.open_places(workspace).sources} == {
            "aws",
            "azure_government",
            "asn",
        }
        assert places.age(made[1], date(2026, 11, 25)) == 23
        assert places.line(made[0])["imported"] == "2026-11-25T12:00:00+00:00"
        address, found = places.show(workspace, "20.140.8.1")
        assert places.location_line(address, found) == {
            "type": "location",
            "address": "20.140.8.1",
            "country_code": "US",
            "country_name": "United States of America",
            "asn": 64501,
            "org": "Made Up, Inc.",
            "isp": "Made Up, Inc.",
            "cloud_provider": "Azure Government",
            "cloud_region": "usgovvirginia",
            "cloud_service": "Storage",
            "sources": {
                "asn": "network table, 2026-10-01",
                "cloud": "Azure Government service tags (change 402), 2026-11-02",
                "country": f"{countries.SOURCE}, {countries.table_date()}",
                "isp": "network table, 2026-10-01",
                "org": "network table, 2026-10-01",
            },
        }


def test_two_files_of_one_format_are_kept_under_names_of_their_own(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        taken(workspace, tmp_path, "a.csv", NETWORKS, dated="2026-10-01")
        taken(workspace, tmp_path, "b.csv", b"8.8.8.0,8.8.8.255,64999,Mine\n", dated="2026-10-02", own="mine")
        assert [one.name for one in places.open_places(workspace).sources] == ["asn", "mine"]
        assert places.show(workspace, "8.8.8.8")[1].sources[-1] == ("org", "mine", "2026-10-02")
        assert places.remove(workspace, "mine").name == "mine"
        assert places.show(workspace, "8.8.8.8")[1].asn == 0
        with pytest.raises(NotFound, match="unknown source 'mine'; sources: asn"):
            places.remove(workspace, "mine")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("20261101.json", b"{}", "unknown file format; set the format with --format"),
        ("20261101.json", AWS[:-30], "not a complete ip-ranges.json of AWS"),
        ("20261101.csv", b"1.0.0.0,1.0.0.255,0,Nobody\n", "no ranges in the file"),
        (
            "20261101.csv",
            b"1.0.0.0,1.0.0.255,5,A\n1.0.1.9,1.0.1.0,6,B\n1.0.2.0\n",
            "2 of 3 rows are invalid; first: line 2: 1.0.1.9 comes after 1.0.1.0",
        ),
        ("undated.csv", NETWORKS, "no date in the file or its name"),
        ("20261301.csv", NETWORKS, "no date in the file or its name"),
        ("20270101.csv", NETWORKS, "its date 2027-01-01 is in the future"),
        ("20261101.bin", bytes(4096), "unknown file format"),
        ("20261101.csv", b"", "unknown file format"),
    ],
)
def test_a_bad_file_is_one_clear_line_and_changes_nothing(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        before = taken(workspace, tmp_path, "ip-ranges.json", AWS)
        kept = (places.folder(workspace) / file.NAME).read_bytes()
        with pytest.raises(BadRanges, match=why) as raised:
            taken(workspace, tmp_path, name, data)
        assert str(tmp_path / name) in str(raised.value)
        assert "\n" not in str(raised.value)
        assert (places.folder(workspace) / file.NAME).read_bytes() == kept
        assert places.open_places(workspace).sources == (before,)


def test_a_bad_row_among_good_ones_is_counted_quoted_and_stops_nothing(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        path = written(tmp_path, "20261101.csv", NETWORKS + b"1.0.1.9,1.0.1.0,6,B\n")
        taken = places.import_ranges(workspace, RangeImport(path=path))
        assert places.open_places(workspace).sources == (taken.source,)
        assert places.show(workspace, "20.140.8.1")[1].asn == 64501
        answer = places.import_line(taken)
        assert (answer["name"], answer["ranges"], answer["bad"]) == ("asn", 4, 1)
        assert answer["bad_rows"] == [
            {"line": 6, "why": "1.0.1.9 comes after 1.0.1.0", "text": "1.0.1.9,1.0.1.0,6,B"}
        ]


def test_what_is_too_large_or_not_there_or_of_no_known_format_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        with pytest.raises(BadRanges, match=r"cannot read .*: No such file"):
            places.import_ranges(workspace, RangeImport(path=tmp_path / "none"))
        path = written(tmp_path, "20261101.csv", NETWORKS)
        with pytest.raises(BadRanges, match="unknown format 'whois'; use asn, aws, azure"):
            places.import_ranges(workspace, RangeImport(path=path, format="whois"))
        with pytest.raises(BadRanges, match="--date 'soon' is not a valid date"):
            places.import_ranges(workspace, RangeImport(path=path, dated="soon"))
        monkeypatch.setattr(places, "MOST_RANGES", 1)
        with pytest.raises(BadRanges, match="4 ranges exceed the limit of 3"):
            places.import_ranges(workspace, RangeImport(path=path))
        monkeypatch.setattr(places, "MOST_BYTES", 1 << 7)
        with pytest.raises(BadRanges, match="larger than 0 MiB"):
            places.import_ranges(workspace, RangeImport(path=path))


def test_nobody_claims_anything_about_a_special_address(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert places.show(workspace, "127.0.0.1")[1] == NOWHERE
        with pytest.raises(BadAddress, match="'here' is not a valid IP address"):
            places.show(workspace, "here")
