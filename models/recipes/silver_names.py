"""Labels the names in French news with an outside recogniser, and mends its labels.

usage: silver_names.py ARTICLES.jsonl.xz WORLD OUT.jsonl WORDS [SHARD SHARDS]

ARTICLES has `title` and `article` on each line; WORLD is a folder with
cldr-names, prolex-unitex-fr, igo-supraverden and geonames-cities500. Every line
of OUT is a paragraph: `text`, and `names` with code points and label. It needs
spaCy with fr_core_news_md.

The recogniser's usual errors in news are mended by rules on form, by
gazetteers, and by agreement within an article:
- determiners and titles are no part of a name;
- a name of one word that the corpus also writes small is none (`Français`, `État`);
- countries and large cities are LOC; known bodies, parties and media are ORG;
- a surname alone has the label of the full name in the same article;
- what an article names in one place is a name in the others.
"""
import collections, json, lzma, os, random, re, sys, unicodedata
import spacy

src, world, out, words = sys.argv[1:5]
shard, shards = (int(sys.argv[5]), int(sys.argv[6])) if len(sys.argv) > 6 else (0, 1)
words = int(words) // shards

DETERMINERS = re.compile(r"^(?:(?:le|la|les|un|une|du|de|des|au|aux|ce|cette|son|sa|ses|leur|leurs|à|en|et|dans|sur|par|pour|avec|que|qui)\s+|(?:l|d|s|n|qu|c)['’]\s*)+")
TITLES = re.compile(
    r"^(?:(?:M|MM|Mme|Mmes|Mlle|Dr|Me|Pr|Mgr|Sir|Lord|Lady|Président|Présidente|président|présidente|Premier ministre|premier ministre|"
    r"Première ministre|ministre|Ministre|prince|Prince|princesse|Princesse|roi|Roi|reine|Reine|général|Général|colonel|Colonel|capitaine|"
    r"pape|Pape|docteur|professeur|Professeur|sénateur|député|maire|chancelier|chancelière|juge|cheikh|imam|ayatollah|secrétaire d'Etat|"
    r"secrétaire d'État|procureur|cardinal|abbé|saint|monsieur|Monsieur|madame|Madame)\.?\s+)+")
OFFICES = re.compile(r"^(?:[Pp]remi(?:er|ère) ministre|[Mm]inistres?\b|[Pp]résidente?\b|[Pp]rocureur|[Cc]hef\b|[Ss]ecrétaires?\b|[Pp]orte-parole|[Dd]irecteur|[Dd]irectrice|[Cc]onseiller)")
# Media, parties and bodies of French public life, which the recogniser often takes for places.
ORGS = """Le Monde|Le Figaro|Le Parisien|Libération|Les Échos|Les Echos|L'Express|Le Point|L'Obs|Mediapart|La Croix|L'Humanité|Ouest-France|Sud Ouest|La Dépêche|Le Progrès
La Voix du Nord|Midi Libre|Paris Match|Marianne|Charlie Hebdo|Le Canard enchaîné|Le Canard Enchaîné|Journal du Dimanche|JDD|20 Minutes|L'Équipe|L'Equipe|L'Orient-Le Jour|Le Soir|Le Temps|La Libre Belgique
AFP|Agence France-Presse|Reuters|Associated Press|AP|Tass|TASS|Xinhua|Chine nouvelle|EFE|Anadolu|Belga|Interfax|Belta|BelTA|RIA Novosti|Ria Novosti|Ukrinform|IRNA|Irna|Al Jazeera|Al-Jazeera|Al Jazira|Al-Arabiya
BBC|CNN|NBC|ABC|CBS|Fox News|New York Times|Washington Post|Wall Street Journal|Guardian|The Guardian|Times|Financial Times|Bild|Der Spiegel|El País|El Pais|Haaretz|Kommersant|Izvestia
TF1|France 2|France 3|France 4|France 5|France Ô|France 24|France Info|France info|Franceinfo|franceinfo|France Inter|France Culture|France Bleu|France Musique|France Télévisions|Radio France|RFI|RTL|RMC|Europe 1|BFMTV|BFM TV|BFM-TV|LCI|CNews|C8|M6|Arte|Canal+|TV5 Monde|LCP
ONU|Onu|Nations unies|Nations Unies|Otan|OTAN|UE|Union européenne|Commission européenne|Parlement européen|Conseil européen|Conseil de l'Europe|Conseil de sécurité|Conseil de sécurité de l'ONU|Conseil de sécurité des Nations unies|Assemblée générale des Nations unies|FMI|Fonds monétaire international|Banque mondiale|BCE|Banque centrale européenne|OMC|OMS|Organisation mondiale de la santé|OCDE|OPEP|Opep|OSCE|AIEA|Unesco|UNESCO|Unicef|UNICEF|HCR|OIT|CPI|Cour pénale internationale|Cour internationale de justice|Union africaine|UA|Ligue arabe|Cédéao|Cedeao|CEDEAO|G7|G8|G20|Interpol|Europol|Frontex|Croix-Rouge|CICR|Amnesty International|Human Rights Watch|Greenpeace|Reporters sans frontières|RSF|Médecins sans frontières|MSF|OSDH|ARS|HAS|Agence régionale de santé|Haute autorité de santé
Élysée|Elysée|Matignon|Quai d'Orsay|Kremlin|Maison Blanche|Maison-Blanche|Pentagone|Bercy|Assemblée nationale|Sénat|Congrès|Bundestag|Knesset|Douma|Downing Street|Département d'Etat|département d'Etat|Conseil d'État|Conseil d'Etat|Conseil constitutionnel|Cour de cassation|Cour des comptes|Cour suprême|Chambre des représentants|Parlement
PS|Parti socialiste|UMP|LR|Les Républicains|LREM|La République en marche|LaREM|FN|Front national|RN|Rassemblement national|PCF|Parti communiste|EELV|Europe Ecologie-Les Verts|Europe Écologie-Les Verts|MoDem|UDI|LFI|La France insoumise|France insoumise|NPA|Lutte ouvrière|DLF|Debout la France|Parti démocrate|Parti républicain|Parti travailliste|Parti conservateur|Likoud|AKP|PKK|CDU|CSU|SPD|AfD|FDP|Podemos|Syriza|Hamas|Hezbollah|Fatah|OLP|Al-Qaïda|Al-Qaida|Aqmi|Boko Haram|Etat islamique|État islamique|EI|Daech|Daesh|Talibans|Frères musulmans|Farc|Shebab
CIA|FBI|NSA|DGSE|DGSI|Mossad|FSB|KGB|MI5|MI6|Pentagone|Tsahal|Armée rouge|GIGN|Raid|CRS|IGPN|CGT|CFDT|FO|Medef|Unsa|FSU|SNCF|RATP|EDF|Engie|Areva|Total|Gazprom|Rosneft|Naftogaz|Renault|PSA|Airbus|Boeing|Air France|Google|Apple|Amazon|Facebook|Twitter|Microsoft|Huawei|Samsung|Sony|Insee|Ifop|Ipsos|Odoxa|Elabe|BVA|CSA|Arcom|CNIL|Cnil|Autorité palestinienne|Banque de France|Bundesbank|Fed|Réserve fédérale|Fifa|FIFA|UEFA|CIO|Comité international olympique|ATP|WTA|PSG|OM"""
ORGS = {o.strip() for line in ORGS.split("\n") for o in line.split("|")}
MISCS = {"Covid-19", "Brexit", "Noël", "Ramadan", "Pâques", "Tour de France", "Eurovision", "Coupe du monde", "Coupe du Monde", "Ligue des champions", "Ligue 1",
         "Jeux olympiques", "Roland-Garros", "Wimbledon", "Grand Chelem", "Euro 2016", "Seconde Guerre mondiale", "Première Guerre mondiale", "Shoah", "Constitution"}
MISC_PATTERN = re.compile(
    r"\b(?:accords?|traités?|protocole|pacte|mémorandum|convention|déclaration|charte|conférence|sommet) (?:de |d['’])[A-ZÉÈÎÂ][\w’'-]+(?:[ -][A-ZÉÈÎÂ][\w’'-]+)*"
    r"|\brésolution \d{3,4}\b|\bguerre (?:du |de |d['’])[A-ZÉÈÎÂ][\w’'-]+|\b(?:Jeux olympiques|JO|Coupe du monde|Euro|Mondial) (?:de )?(?:19|20)\d\d\b"
    r"|\bprix [A-ZÉ][\w’'-]+(?: [A-ZÉ][\w’'-]+)*")

def rows(path):
    return lzma.open(os.path.join(world, path), "rt", encoding="utf-8")

places, bodies, people, inhabitants = set(), set(ORGS), set(), set()
with rows("cldr-names/cldr_territories.tsv.xz") as f:
    head = next(f).rstrip("\n").split("\t")
    for line in f:
        places.add(line.rstrip("\n").split("\t")[head.index("fr")])
with rows("prolex-unitex-fr/prolex.tsv.xz") as f:
    next(f)
    for line in f:
        form, _, code = line.rstrip("\n").split("\t")
        if "N+Hum" in code:
            inhabitants.add(form)
        elif "+Ville" in code or not form[:1].isupper():
            continue
        elif "+Territoire" in code or "+Hydronyme" in code or "+Geonyme" in code:
            places.add(form)
        elif "+Institution" in code or "+Organisation" in code:
            bodies.add(form)
        elif "+Celebrite" in code and " " in form:
            people.add(form)
with rows("geonames-cities500/cities500.tsv.xz") as f:
    next(f)
    for line in f:
        cols = line.rstrip("\n").split("\t")
        if int(cols[6] or 0) >= 300000:
            places.update(n for n in [cols[1]] + cols[8].split("|") if n[:1].isupper() and len(n) > 3)
with rows("igo-supraverden/general_list.yaml.xz") as f:
    for line in f:
        m = re.match(r"\s+(Name_fr|Abbreviation_fr): (.+)", line)
        if m and len(m[2]) > 2:
            bodies.add(m[2].strip("'\" \n"))
places -= {"Monde", "Moi", "Same", "Nord", "Sud", "Est", "Ouest", "Centre", "Man", "Van", "Nancy", "Bello", "David", "Santiago", "Martin", "Florence", "Victoria", "Charlotte", "Vienne"} - {"Vienne"}
places -= bodies

articles = [json.loads(l) for l in lzma.open(src, "rt", encoding="utf-8")]
def plain(word):
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))

small, capital = collections.Counter(), collections.Counter()
for a in articles:
    for w in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", a.get("article") or ""):
        w = re.sub(r"^(?:l|d|s|n|qu|c|j|m|t)['’]", "", w, flags=re.I)
        (small if w[:1].islower() else capital)[plain(w)] += 1
SMALL = {"Ehpad", "TGV", "Smic", "TER", "SMS", "République", "Internet", "NDLR"}
random.Random(13).shuffle(articles)
articles = articles[shard::shards]

def common(word):
    """Whether the corpus writes the word small too, accents apart."""
    low = plain(word)
    s, c = small[low], capital[low]
    return not word.isupper() and s > 3 and s > 0.15 * (s + c)

def clean(text, start, end, label):
    """A mended span and label, or nothing."""
    while True:
        name = text[start:end]
        if label == "PER" or name.split(" ")[0] in ("M.", "MM.", "Mme"):
            m = TITLES.match(name)
            if m and m.end() < len(name):
                start += m.end()
                label = "PER"
                continue
        m = DETERMINERS.match(name)
        if m and m.end() < len(name) and name not in bodies:
            start += m.end()
            continue
        break
    while end > start and text[end - 1] in " ,.;:!?»\"”)":
        if text[end - 1] == "." and re.search(r"\b\w\.$", text[start:end]):
            break
        end -= 1
    name = text[start:end]
    if name in bodies:
        return start, end, "ORG"
    if name in MISCS:
        return start, end, "MISC"
    if name in places:
        return start, end, "LOC"
    if name in people:
        return start, end, "PER"
    if len(name) < 2 or OFFICES.match(name) or name in inhabitants or name in SMALL or not any(c.isupper() or c.isdigit() for c in name):
        return None
    if name[0].islower() and label in ("PER", "MISC"):
        return None
    if " " not in name and (common(name) or re.fullmatch(r"[A-Z]|[\d.,]+", name)):
        return None
    if all(common(w) for w in name.split(" ")) and label in ("PER", "LOC", "MISC"):
        return None
    return start, end, label

SKIP = {"Total", "Raid", "Times", "Parlement", "Congrès"}
LITERAL = {n: "ORG" if n in bodies else "MISC" if n in MISCS else "LOC"
    for n in bodies | MISCS | {p for p in places if len(p) > 3} if not common(n) and n not in SKIP}
WORD = re.compile(r"[^\W_]+(?:['’.&+-]+[^\W_]+)*\+?")

def find(text, names, longest=7):
    """Longest matches of whole words: start, end, value."""
    words = [(m.start(), m.end()) for m in WORD.finditer(text)]
    # `l'ONU` begins a name after the apostrophe too.
    starts = []
    for k, (s, e) in enumerate(words):
        starts.append((k, s))
        for m in re.finditer("['’]", text[s:e]):
            starts.append((k, s + m.end()))
    done = -1
    for k, s in starts:
        if s < done or not text[s:s + 1].isalnum():
            continue
        for j in range(min(k + longest, len(words)) - 1, k - 1, -1):
            value = names.get(text[s:words[j][1]])
            if value:
                yield s, words[j][1], value
                done = words[j][1]
                break

nlp = spacy.load("fr_core_news_md", exclude=["parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter"])
def paragraphs():
    for i, a in enumerate(articles):
        if a.get("title"):
            yield a["title"].strip(), i
        for p in (a.get("article") or "").split("\n"):
            p = re.sub(r"\s+", " ", p).strip()
            if len(p) > 20:
                yield p, i

def overlaps(spans, s, e):
    return any(s < b and a < e for a, b, _ in spans)

n = 0
labels = collections.Counter()
def flush(block, f):
    global n
    votes = collections.defaultdict(collections.Counter)
    done = []
    for text, ents in block:
        spans = []
        for m in MISC_PATTERN.finditer(text):
            spans.append((m.start(), m.end(), "MISC"))
        for a, b, l in find(text, LITERAL):
            if not overlaps(spans, a, b):
                spans.append((a, b, l))
        fixed = {(s, e) for s, e, _ in spans}
        for s, e, l in ents:
            got = clean(text, s, e, l)
            if not got:
                continue
            s, e, l = got
            # A longer name of the recogniser wins over a place or body inside it.
            inside = [x for x in spans if s < x[1] and x[0] < e]
            if inside and all(s <= a and b <= e for a, b, _ in inside) and (s, e) not in fixed and l != "LOC":
                spans = [x for x in spans if x not in inside]
                spans.append((s, e, l))
            elif not inside:
                spans.append((s, e, l))
        for s, e, l in spans:
            votes[text[s:e]][l] += 1
        done.append((text, spans))
    surnames = {}
    for name, c in votes.items():
        if c.most_common(1)[0][0] == "PER" and " " in name:
            surnames[name.split(" ")[-1]] = "PER"
            m = re.search(r"\b(?:(?:[Ll]e|[Ll]a|[Dd]e|[Dd]u|[Dd]es|von|van|al|Al|ben|Ben|El) )+\S+$", name)
            if m:
                surnames[m.group()] = "PER"
    again = {v: c.most_common(1)[0][0] for v, c in votes.items() if len(v) > 3 and (" " in v or not common(v))}
    again.update({n: "PER" for n in surnames if " " in n or not common(n)})
    for text, spans in done:
        result = []
        for s, e, l in spans:
            name = text[s:e]
            if name in bodies or name in places or name in MISCS:
                pass
            elif name in surnames:
                l = "PER"
            else:
                l = votes[name].most_common(1)[0][0]
            result.append((s, e, l))
        for a, b, l in find(text, again):
            if not overlaps(result, a, b):
                result.append((a, b, l))
        result.sort()
        kept = []
        for r in result:
            if not kept or kept[-1][1] <= r[0]:
                kept.append(r)
                labels[r[2]] += 1
        f.write(json.dumps({"text": text, "names": [{"start": s, "end": e, "label": l} for s, e, l in kept]}, ensure_ascii=False) + "\n")
        n += text.count(" ") + 1

with open(out, "w", encoding="utf-8") as f:
    block, last = [], -1
    for doc, i in nlp.pipe(paragraphs(), as_tuples=True, batch_size=64):
        if i != last:
            flush(block, f)
            block, last = [], i
            if n >= words:
                break
        block.append((doc.text, [(e.start_char, e.end_char, e.label_) for e in doc.ents]))
print(n, "words", dict(labels))
