"""Writes the verb forms of simplemma's dictionary as a list of lemmas.

usage: lemma_list.py LANG OUT.tsv

simplemma (MIT) gives a form one lemma and no part of speech. Kept are forms whose
lemma looks like an infinitive (French) or differs from the form (English): a tag
VERB then makes the lemma certain. The list only serves words that no treebank has.
"""
import re, sys
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

lang, out = sys.argv[1:3]
INFINITIVE = re.compile(r"(?:[^aeiouy]er|[aeiouéyï]er|ir|ïr|re)$")
ENGLISH = re.compile(r"[a-z]+(?:s|ed|d|t|ing|en|n|ew|ung|ang|ank|unk|am|um|oke|ose|ook|ot|ore|ove|ode|ote|id)$")
pairs = DefaultDictionaryFactory().get_dictionary(lang).items()
text = lambda x: x.decode() if isinstance(x, bytes) else x
with open(out, "w", encoding="utf-8") as f:
    for form, lemma in sorted((text(a), text(b)) for a, b in pairs):
        if form == lemma or " " in form or not form.islower() or not lemma.islower():
            continue
        if lang == "fr" and not (INFINITIVE.search(lemma) and form[0] == lemma[0]):
            continue
        if lang == "en" and not (ENGLISH.match(form) and lemma.isalpha()):
            continue
        f.write(f"{form}\tVERB\t{lemma}\n")
