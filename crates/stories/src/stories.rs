//! The set of articles, and what they tell together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_record::short_id;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::article::Article;
use crate::duplicates::{self, Duplicate, Duplicates};
use crate::events::{self, MergedEvent};
use crate::input::StoryInput;
use crate::likeness::{Likeness, likeness, score};
use crate::linkage;
use crate::narrowing::{self, Narrowed};

/// What may be set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Least mean likeness, 0 to 1, of the articles of two groups that become one story.
    pub threshold: f32,
    /// Least share of one text's shingles that a copy has.
    pub containment: f32,
    /// Most days between the publications of two articles that are compared at all.
    pub days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { threshold: 0.11, containment: 0.35, days: 400 }
    }
}

/// Most articles that hang together for which every pair is compared. In more, pairs that share
/// no telling words count as 0.
const WHOLE: usize = 600;

/// Least likeness of copies.
const COPY: f32 = 0.2;

/// Least likeness of articles that are looked at for one telling the other anew.
const RETOLD: f32 = 0.15;

/// Least part of the likeness that the most telling terms of two articles in one language bring, for
/// the two to be compared. Between languages two terms are enough: words do not meet there.
const MET: f32 = 0.05;

/// Pairs less alike than this count as 0 when groups are compared.
const FLOOR: f32 = 0.06;

/// An article of a story, and why it is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The article.
    pub article: String,
    /// The article of the story that it is most like; absent when it is alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
    /// How alike the two are, and in what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Likeness>,
}

/// Articles on the same events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Stable identifier, `s…`: a hash of the first member's id.
    pub id: String,
    /// Articles, the earliest first.
    pub members: Vec<Member>,
    /// Words that tell most, of several members.
    pub keywords: Vec<SmolStr>,
    /// Groups of copies among the members.
    pub duplicates: Vec<Duplicates>,
    /// Their events, told once.
    pub events: Vec<MergedEvent>,
    /// Dates that other members made closer.
    pub narrowed: Vec<Narrowed>,
}

/// What [`Stories::settle`] changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Stories that are new or have changed.
    pub changed: BTreeSet<String>,
    /// Stories that are no more; their articles are in others now, or were removed.
    pub gone: BTreeSet<String>,
}

/// Articles and the stories that they tell.
///
/// [`insert`](Stories::insert) and [`remove`](Stories::remove) note what changes and
/// [`settle`](Stories::settle) forms the stories that it touches anew. The likeness of two
/// articles hangs on them alone and ties are broken by identifiers, so that the outcome is that
/// of [`build`](Stories::build) on the same articles, in whatever order they came.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    settings: Settings,
    articles: Vec<Option<Article>>,
    by_id: BTreeMap<String, usize>,
    /// Term to the articles that have it among their telling ones.
    terms: HashMap<u32, Vec<(u32, f32)>>,
    /// Sampled shingle to articles.
    shingles: HashMap<u32, Vec<u32>>,
    /// Likeness of pairs, both ways.
    alike: Vec<BTreeMap<usize, f32>>,
    /// Pairs with one text, both ways.
    copies: Vec<BTreeMap<usize, Duplicate>>,
    /// Likeness of pairs of one component that did not find each other by telling words.
    weak: HashMap<(u32, u32), f32>,
    dirty: BTreeSet<usize>,
    /// Stories as they were when they were settled last, of those that are being formed anew.
    before: BTreeMap<String, Story>,
    story_of: Vec<Option<String>>,
    stories: BTreeMap<String, Story>,
}

impl Stories {
    /// An empty set.
    pub fn new(settings: Settings) -> Self {
        Stories { settings, ..Stories::default() }
    }

    /// The stories of some articles.
    pub fn build(inputs: impl IntoIterator<Item = StoryInput>, settings: Settings) -> Self {
        let mut stories = Stories::new(settings);
        for input in inputs {
            stories.insert(input);
        }
        stories.settle();
        stories
    }

    /// Adds an article; one with the same id is replaced. Stories change with the next
    /// [`settle`](Stories::settle).
    pub fn insert(&mut self, input: StoryInput) {
        if let Some(&at) = self.by_id.get(&input.id) {
            if self.articles[at].as_ref().is_some_and(|a| a.input == input) {
                return;
            }
            self.remove(&input.id);
        }
        let at = self.articles.len();
        let article = Article::new(input);
        let (likenesses, copies) = self.neighbours(&article);
        self.by_id.insert(article.input.id.clone(), at);
        for &(term, weight) in &article.indexed {
            self.terms.entry(term).or_default().push((at as u32, weight));
        }
        for shingle in duplicates::sampled(&article.shingles) {
            self.shingles.entry(shingle).or_default().push(at as u32);
        }
        for (&other, &value) in &likenesses {
            self.alike[other].insert(at, value);
        }
        for (&other, pair) in &copies {
            self.copies[other].insert(at, pair.clone());
        }
        self.articles.push(Some(article));
        self.alike.push(likenesses);
        self.copies.push(copies);
        self.story_of.push(None);
        self.dirty.insert(at);
    }

    /// Takes an article out; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(at) = self.by_id.remove(id) else { return false };
        let Some(article) = self.articles[at].take() else { return false };
        self.dissolve(at);
        self.story_of[at] = None;
        article.indexed.iter().for_each(|t| forget(&mut self.terms, t.0, |a| a.0 as usize != at));
        duplicates::sampled(&article.shingles).for_each(|s| forget(&mut self.shingles, s, |a| *a as usize != at));
        for other in std::mem::take(&mut self.alike[at]).into_keys() {
            self.alike[other].remove(&at);
            self.dirty.insert(other);
        }
        for other in std::mem::take(&mut self.copies[at]).into_keys() {
            self.copies[other].remove(&at);
        }
        self.weak.retain(|pair, _| pair.0 as usize != at && pair.1 as usize != at);
        self.dirty.insert(at);
        true
    }

    /// Articles alike and articles with the same text.
    fn neighbours(&self, article: &Article) -> (BTreeMap<usize, f32>, BTreeMap<usize, Duplicate>) {
        // How many terms each has in common with this one, and the part of the likeness that comes of them.
        let mut shared: Vec<(u16, f32)> = vec![(0, 0.0); self.articles.len()];
        let mut met: Vec<u32> = Vec::new();
        for &(term, weight) in &article.indexed {
            for &(other, theirs) in self.terms.get(&term).into_iter().flatten() {
                let slot = &mut shared[other as usize];
                if slot.0 == 0 {
                    met.push(other);
                }
                slot.0 += 1;
                slot.1 += weight * theirs;
            }
        }
        let mut near: BTreeSet<usize> = met
            .into_iter()
            .map(|other| other as usize)
            .filter(|&other| {
                let (count, part) = shared[other];
                let foreign = || self.articles[other].as_ref().is_some_and(|o| o.input.lang != article.input.lang);
                count >= 2 && (part >= MET || foreign())
            })
            .collect();
        let mut texts: BTreeSet<usize> = BTreeSet::new();
        for shingle in duplicates::sampled(&article.shingles) {
            texts.extend(self.shingles.get(&shingle).into_iter().flatten().map(|&a| a as usize));
        }
        let mut copies = BTreeMap::new();
        for at in texts {
            let Some(other) = &self.articles[at] else { continue };
            let (a, b) = if other.input.id < article.input.id { (other, article) } else { (article, other) };
            if let Some(pair) = duplicates::compare(a, b, self.settings.containment) {
                copies.insert(at, pair);
                near.insert(at);
            }
        }
        let mut alike = BTreeMap::new();
        for at in near {
            let Some(other) = &self.articles[at] else { continue };
            // Copies tell one story, however much the longer one has besides.
            let likeness = self.alike(article, other);
            if likeness >= RETOLD && !copies.contains_key(&at) {
                let (a, b) = if other.input.id < article.input.id { (other, article) } else { (article, other) };
                copies.extend(duplicates::retold(a, b).map(|pair| (at, pair)));
            }
            let copy = if copies.contains_key(&at) { COPY } else { 0.0 };
            let value = likeness.max(copy);
            if value >= FLOOR {
                alike.insert(at, value);
            }
        }
        (alike, copies)
    }

    /// Likeness of two articles; none of those far apart in time.
    fn alike(&self, a: &Article, b: &Article) -> f32 {
        let far = a.days_apart(b).is_some_and(|d| d > self.settings.days);
        if far { 0.0 } else { score(a, b) }
    }

    /// Compares the pairs of a component that have not been compared.
    fn compare_all(&mut self, component: &[usize]) {
        if component.len() > WHOLE {
            return;
        }
        let mut found = Vec::new();
        for (n, &i) in component.iter().enumerate() {
            for &j in &component[n + 1..] {
                let key = (i as u32, j as u32);
                if let (Some(a), Some(b)) = (&self.articles[i], &self.articles[j])
                    && !self.alike[i].contains_key(&j)
                    && !self.weak.contains_key(&key)
                {
                    found.push((key, self.alike(a, b)));
                }
            }
        }
        self.weak.extend(found);
    }

    /// Forms the stories anew that insertions and removals touched.
    pub fn settle(&mut self) -> Changes {
        let mut done: BTreeSet<usize> = BTreeSet::new();
        let mut changes = Changes::default();
        while let Some(start) = self.dirty.pop_first() {
            if done.contains(&start) {
                continue;
            }
            let component = self.component(start);
            component.iter().for_each(|&at| self.dissolve(at));
            done.extend(&component);
            self.form(&component);
        }
        let before = std::mem::take(&mut self.before);
        for id in before.keys() {
            if !self.stories.contains_key(id) {
                changes.gone.insert(id.clone());
            }
        }
        for &at in &done {
            if let Some(id) = &self.story_of[at]
                && before.get(id) != self.stories.get(id)
            {
                changes.changed.insert(id.clone());
            }
        }
        changes
    }

    /// Takes the story of an article apart; its articles will need one anew.
    fn dissolve(&mut self, at: usize) {
        let Some(story) = self.story_of[at].as_ref().and_then(|id| self.stories.remove(id)) else { return };
        for member in story.members.iter().filter_map(|m| self.by_id.get(&m.article)) {
            self.story_of[*member] = None;
            self.dirty.insert(*member);
        }
        // Of a story that is taken apart twice, the first state is what the caller knows.
        self.before.entry(story.id.clone()).or_insert(story);
    }

    /// All articles that hang together with one by likeness above the threshold; it alone when
    /// it was removed.
    fn component(&self, start: usize) -> Vec<usize> {
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for (&other, &value) in &self.alike[at] {
                if value >= self.settings.threshold && seen.insert(other) {
                    open.push(other);
                }
            }
        }
        seen.into_iter().collect()
    }

    fn form(&mut self, component: &[usize]) {
        self.compare_all(component);
        let whole = component.len() <= WHOLE;
        let mut items: Vec<(usize, &Article)> =
            component.iter().filter_map(|&at| self.articles[at].as_ref().map(|a| (at, a))).collect();
        items.sort_by(|a, b| a.1.input.id.cmp(&b.1.input.id));
        let place: BTreeMap<usize, usize> = items.iter().enumerate().map(|(i, (at, _))| (*at, i)).collect();
        let mut edges = Vec::new();
        for (i, (at, _)) in items.iter().enumerate() {
            for (other, &value) in &self.alike[*at] {
                if let Some(&j) = place.get(other)
                    && i < j
                {
                    edges.push((i, j, value));
                }
            }
            for (j, (other, _)) in items.iter().enumerate().skip(i + 1).filter(|_| whole) {
                let key = (*at.min(other) as u32, *at.max(other) as u32);
                if let Some(&value) = self.weak.get(&key).filter(|_| !self.alike[*at].contains_key(other)) {
                    edges.push((i, j, value));
                }
            }
        }
        let groups = linkage::average(items.len(), &edges, self.settings.threshold);
        let mut formed = Vec::new();
        for group in groups {
            let members: Vec<usize> = group.into_iter().map(|i| items[i].0).collect();
            formed.push((self.story(&members), members));
        }
        for (story, members) in formed {
            for at in members {
                self.story_of[at] = Some(story.id.clone());
            }
            self.stories.insert(story.id.clone(), story);
        }
    }

    /// The story of some articles.
    fn story(&self, members: &[usize]) -> Story {
        let mut all: Vec<(usize, &Article)> =
            members.iter().filter_map(|&at| self.articles[at].as_ref().map(|a| (at, a))).collect();
        // In order of publication; an article without a date comes last.
        let when = |a: &Article| (a.days.is_none(), a.days.map(|d| (d.first, d.last)));
        all.sort_by(|a, b| when(a.1).cmp(&when(b.1)).then_with(|| a.1.input.id.cmp(&b.1.input.id)));
        let within: BTreeSet<usize> = members.iter().copied().collect();
        let listed = all
            .iter()
            .map(|&(at, article)| {
                let best = self.alike[at]
                    .iter()
                    .filter(|(other, _)| within.contains(other))
                    .filter_map(|(&other, &value)| Some((value, self.articles[other].as_ref()?)))
                    .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.input.id.cmp(&a.1.input.id)));
                Member {
                    article: article.input.id.clone(),
                    like: best.map(|b| b.1.input.id.clone()),
                    because: best.map(|b| likeness(article, b.1)),
                }
            })
            .collect();
        let duplicates = self.groups(&all, &within);
        let inputs: Vec<&StoryInput> = all.iter().map(|a| &a.1.input).collect();
        let narrowed = narrowing::narrow(&inputs, &duplicates);
        let events = events::merge(&inputs, &duplicates, &narrowed);
        Story {
            id: short_id("s", &[inputs.first().map_or("", |i| i.id.as_str())]),
            members: listed,
            keywords: keywords(&inputs),
            duplicates,
            events,
            narrowed,
        }
    }

    /// Groups of copies among the members, in their order.
    fn groups(&self, members: &[(usize, &Article)], within: &BTreeSet<usize>) -> Vec<Duplicates> {
        let mut out = Vec::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for &(start, _) in members {
            if !seen.insert(start) {
                continue;
            }
            let mut group = BTreeSet::from([start]);
            let mut open = vec![start];
            let mut pairs = Vec::new();
            while let Some(at) = open.pop() {
                for (&other, pair) in self.copies[at].iter().filter(|(o, _)| within.contains(o)) {
                    if group.insert(other) {
                        open.push(other);
                        seen.insert(other);
                    }
                    if self.articles[at].as_ref().is_some_and(|a| a.input.id == pair.first) {
                        pairs.push(pair.clone());
                    }
                }
            }
            if group.len() > 1 {
                pairs.sort_by(|a, b| (&a.first, &a.second).cmp(&(&b.first, &b.second)));
                let ids = members.iter().filter(|(at, _)| group.contains(at)).map(|(_, a)| a.input.id.clone());
                out.push(Duplicates::new(ids.collect(), pairs));
            }
        }
        out
    }

    /// All stories, by id. Settle first.
    pub fn stories(&self) -> impl Iterator<Item = &Story> {
        self.stories.values()
    }

    /// A story by its id.
    pub fn story_by_id(&self, id: &str) -> Option<&Story> {
        self.stories.get(id)
    }

    /// The story of an article.
    pub fn story_of(&self, article: &str) -> Option<&Story> {
        self.by_id.get(article).and_then(|&at| self.story_of[at].as_ref()).and_then(|id| self.stories.get(id))
    }

    /// Groups of copies, over all stories.
    pub fn duplicates(&self) -> impl Iterator<Item = &Duplicates> {
        self.stories.values().flat_map(|s| &s.duplicates)
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// How much is held, for measuring: pairs alike, compared weakly, copies, and the largest component.
    pub fn size(&self) -> String {
        let pairs = |lists: usize| lists / 2;
        format!(
            "{} pairs alike, {} weak, {} copies",
            pairs(self.alike.iter().map(BTreeMap::len).sum()),
            self.weak.len(),
            pairs(self.copies.iter().map(BTreeMap::len).sum())
        )
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

/// Keeps of a list of an index what `keep` says.
fn forget<T>(index: &mut HashMap<u32, Vec<T>>, key: u32, keep: impl FnMut(&T) -> bool) {
    if let Some(list) = index.get_mut(&key) {
        list.retain(keep);
        if list.is_empty() {
            index.remove(&key);
        }
    }
}

/// Keywords of the most articles, the highest placed first.
fn keywords(inputs: &[&StoryInput]) -> Vec<SmolStr> {
    let mut votes: BTreeMap<String, (usize, &SmolStr)> = BTreeMap::new();
    for input in inputs {
        for (place, word) in input.keywords.iter().enumerate() {
            votes.entry(word.to_lowercase()).or_insert((0, word)).0 += input.keywords.len() - place;
        }
    }
    let mut all: Vec<_> = votes.into_iter().collect();
    all.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    all.into_iter().take(8).map(|(_, (_, word))| word.clone()).collect()
}
