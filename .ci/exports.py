"""Reads exports back: exports.py FOLDER READINGS."""

import json
import sys
from pathlib import Path

import frictionless
import networkx
import pandas
from followthemoney import model

folder = Path(sys.argv[1])
readings = {r["id"]: r for r in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
events = [e for r in readings.values() for e in r["events"]]

text = dict(dtype=str, keep_default_na=False)
polecat = pandas.read_csv(folder / "polecat", sep="\t", **text)
assert polecat.shape == (len(events), 40), polecat.shape
assert list(polecat["Event Type"]) == [e["type"] for e in events]
icews = pandas.read_csv(folder / "icews", sep="\t", **text)
assert icews.shape[1] == 20 and set(icews["Event ID"]) == {e["id"] for e in events}
assert "039" in set(icews["CAMEO Code"]), "codes stay strings"
gdelt = pandas.read_csv(folder / "gdelt", sep="\t", header=None, **text)
assert gdelt.shape[1] == 61 and gdelt[0].is_unique
for name in ["pax", "ceasefires"]:
    rows = pandas.read_csv(folder / name, **text)
    assert len(rows) and (rows["sha256"].str.len() == 64).all(), name
assert len(pandas.read_json(folder / "plover", lines=True, dtype=False)) == len(events)

places = json.loads((folder / "geojson").read_text(encoding="utf-8"))
assert places["type"] == "FeatureCollection"
assert len(places["features"]) + places["without_coordinates"] == len(events)
for feature in places["features"]:
    lon, lat = feature["geometry"]["coordinates"]
    assert -180 <= lon <= 180 and -90 <= lat <= 90

one, two = networkx.read_graphml(folder / "graphml"), networkx.read_gexf(folder / "gexf", version="1.3")
assert one.is_directed() and set(one.nodes) == set(two.nodes) and set(one.edges) == set(two.edges)
assert one.edges["NOR-GOV", "ARM-GOV"]["AGREE"] == 1

count = 0
for line in open(folder / "ftm", encoding="utf-8"):
    given = json.loads(line)
    entity = model.get_proxy(given, cleaned=False)
    for name, values in given["properties"].items():
        prop = entity.schema.get(name)
        assert prop is not None, f"{entity.schema.name} has no {name}"
        assert entity.get(name), f"{entity.schema.name}.{name} refuses {values}"
    count += 1
assert count > len(events)

page = json.loads((folder / "annotations").read_text(encoding="utf-8"))
for item in page["items"]:
    target = item["target"]
    where, quote = target["selector"]
    words = readings[target["article"]]["text"][where["start"] : where["end"]]
    assert words == quote["exact"], item["id"]

report = frictionless.validate(str(folder / "package" / "datapackage.json"))
assert report.valid, report.flatten(["title", "fieldName", "message"])
print("every export reads back")
