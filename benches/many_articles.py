#!/usr/bin/env python3
"""Many articles out of few: a corpus repeated with other words, names, dates and ids.

    python benches/many_articles.py CORPUS_DIR --count 20000 > many.jsonl

CORPUS_DIR holds JSON Lines with `id`, `lang` and `text` (also `title`, `date`, `source`). The first
round gives every article as it is; each further round has its own table of words: a part of the longer
words and of the names is exchanged for others of the same language, case and ending, all sentences of a
paragraph change places, and dates are moved. A round keeps its stories (its table is the same for all its
articles), and rounds are as far from each other as articles on other matters of the same desk.
The outcome hangs on the corpus and --seed alone.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import re
import sys

WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"(?<=[.!?»”])\s+")


def articles(folder):
    seen = set()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.open():
            row = json.loads(line)
            if row.get("text") and row.get("id") not in seen:
                seen.add(row["id"])
                yield {k: row[k] for k in ("id", "lang", "title", "date", "source", "text") if row.get(k)}


def kind(word):
    return word[0].isupper(), word[-2:].lower()


def pools(rows):
    """Words of five letters and more that several articles have, by language, case and ending."""
    counts = collections.defaultdict(collections.Counter)
    for row in rows:
        for word in set(WORD.findall(row["text"])):
            if len(word) >= 5:
                counts[row.get("lang")][word] += 1
    out = collections.defaultdict(list)
    for lang, words in counts.items():
        for word, n in sorted(words.items()):
            if n >= 3:
                out[lang, *kind(word)].append(word)
    return out


class Round:
    def __init__(self, number, seed, pools):
        self.random = random.Random(f"{seed} {number}")
        self.number, self.pools, self.table = number, pools, {}
        self.days = 211 * number

    def word(self, lang, word):
        key = lang, word
        if key not in self.table:
            pool = self.pools.get((lang, *kind(word)), [])
            share = 0.7 if word[0].isupper() else 0.45
            other = word
            if len(word) >= 5 and pool and self.random.random() < share:
                other = self.random.choice(pool)
            self.table[key] = other
        return self.table[key]

    def text(self, lang, text):
        paragraphs = []
        for paragraph in text.split("\n"):
            sentences = SENTENCE.split(paragraph)
            self.random.shuffle(sentences)
            paragraphs.append(" ".join(sentences))
        return WORD.sub(lambda m: self.word(lang, m[0]), "\n".join(paragraphs))

    def article(self, row):
        if self.number == 0:
            return row
        lang = row.get("lang")
        out = dict(row, id=f"{row['id']}-{self.number}", text=self.text(lang, row["text"]))
        if "title" in row:
            out["title"] = WORD.sub(lambda m: self.word(lang, m[0]), row["title"])
        date = re.fullmatch(r"(\d{4}-\d\d-\d\d)(.*)", row.get("date", ""))
        if date:
            day = datetime.date.fromisoformat(date[1]) + datetime.timedelta(days=self.days)
            out["date"] = day.isoformat() + date[2]
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261124)
    args = parser.parse_args()
    rows = list(articles(args.corpus))
    if not rows:
        sys.exit(f"{args.corpus}: no articles in *.jsonl")
    words = pools(rows)
    for n in range(args.count):
        if n % len(rows) == 0:
            table = Round(n // len(rows), args.seed, words)
        json.dump(table.article(rows[n % len(rows)]), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
