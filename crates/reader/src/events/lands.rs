//! Which country an act belongs to: its place's, its parties', the sentence's, the article's.

use chancery_record::{ActorCode, Place, SmolStr};

use super::coding::Act;
use super::predicates::Sight;
use super::settling::Setting;
use super::unsaid::is_state;
use crate::actors::MentionKind;

/// How often an article must speak of a state to be about it.
const OFTEN: usize = 3;

impl Setting<'_> {
    /// Whom a noun's adjective turns it against: "une manifestation anti-américaine".
    pub(super) fn adversary(&self, sight: &Sight<'_>, act: &Act) -> Option<ActorCode> {
        let tree = sight.tree;
        let adjectives = tree.children(act.words[0]).iter().filter(|&&c| tree.token(c).rel() == "amod");
        adjectives.into_iter().find_map(|&c| {
            let form = tree.form(c).as_str();
            let rest = sight.functions.against_prefix.iter().find_map(|p| form.strip_prefix(p.as_str()))?;
            let demonyms = self.cx.world.demonym(rest.trim_start_matches('-'), &self.cx.syntax.lang);
            ActorCode::new(demonyms.first().and_then(|d| d.country)?, "GOV").ok()
        })
    }

    /// The government of a place that stands where an actor does: "a promis à Kiev".
    pub(super) fn seat(&self, sight: &Sight<'_>, words: &[usize]) -> Option<ActorCode> {
        let tree = sight.tree;
        let at = |w: usize| self.layers.places.iter().find(|p| p.span.overlaps(tree.token(w).span));
        words.iter().find_map(|&w| {
            // "La décision de Washington", "sa médiation à Kaboul": the name can stand inside.
            let inside = || {
                let named = |&&c: &&usize| tree.token(c).rel() == "nmod" && tree.token(c).upos == "PROPN";
                tree.children(w).iter().filter(named).find_map(|&c| at(c).filter(|p| p.metonym))
            };
            // A town where something is done is no party: "appelle à rester calme à Kasindi".
            let place = at(w).filter(|p| p.metonym).or_else(inside)?;
            ActorCode::new(place.country.as_deref()?, "GOV").ok()
        })
    }

    /// The government of the place that an act is done to: "captured the city", "shelled Kharkiv".
    pub(super) fn stricken(&self, sight: &Sight<'_>, act: &Act) -> Option<ActorCode> {
        let tree = sight.tree;
        act.patients.iter().find_map(|&w| {
            let inside = |c: &usize| matches!(tree.token(*c).rel(), "nmod" | "compound" | "flat" | "appos");
            let near = std::iter::once(w).chain(tree.children(w).iter().copied().filter(inside));
            let country = near
                .filter_map(|c| self.layers.places.iter().find(|p| p.span.contains(tree.token(c).span)))
                .find_map(|p| p.country.clone())?;
            ActorCode::new(&country, if self.held(&country) { "REB" } else { "GOV" }).ok()
        })
    }

    /// Whether the article knows a country's armed group, and nobody of its government: an attack on a place there
    /// is one on the group.
    fn held(&self, country: &str) -> bool {
        let actors = self.layers.actors;
        let of = |sector: &str| {
            let coded = |m: &&crate::actors::Mention| {
                m.kind != MentionKind::Adjective
                    && actors.code(m.entity).is_some_and(|c| c.country() == country && c.sector() == sector)
            };
            actors.mentions.iter().filter(coded).count()
        };
        of("REB") > 1 && of("GOV") + of("MIL") == 0
    }

    /// The country that an act belongs to: its place's, its parties', the sentence's, the article's.
    pub(super) fn country(
        &self,
        sight: &Sight<'_>,
        source: &[ActorCode],
        target: &[ActorCode],
        place: Option<&Place>,
    ) -> Option<SmolStr> {
        let known = |c: &&ActorCode| is_state(c);
        // "Les principales villes haïtiennes": the only country that the sentence's adjectives name.
        let adjectives = || {
            let span = sight.tree.sentence.span;
            let mentions = &self.layers.actors.mentions;
            let mut only: Option<&str> = None;
            for mention in mentions.iter().filter(|m| m.kind == MentionKind::Adjective && span.contains(m.span)) {
                let country = self.layers.actors.code(mention.entity).filter(|c| is_state(c))?.country();
                if only.is_some_and(|o| o != country) {
                    return None;
                }
                only = Some(country);
            }
            only.map(SmolStr::new)
        };
        let sentence = || {
            let span = sight.tree.sentence.span;
            let mut only: Option<&str> = None;
            for place in self.layers.places.iter().filter(|p| span.contains(p.span) && !p.metonym) {
                let country = place.country.as_deref()?;
                if only.is_some_and(|o| o != country) {
                    return None;
                }
                only = Some(country);
            }
            only.map(SmolStr::new)
        };
        place
            .and_then(|p| p.country.as_deref())
            .map(SmolStr::new)
            .or_else(|| target.iter().find(known).map(|c| SmolStr::new(c.country())))
            .or_else(|| source.iter().find(known).map(|c| SmolStr::new(c.country())))
            .or_else(sentence)
            .or_else(adjectives)
            .or_else(|| self.topic.clone())
    }

    /// The other state that an article on a state's war speaks of.
    pub(super) fn enemy(&self, source: &[ActorCode]) -> Option<&str> {
        let other = |c: &str| source.iter().all(|s| s.country() != c);
        self.states.iter().find(|(c, n)| *n >= OFTEN && other(c)).map(|(c, _)| c.as_str())
    }

    /// Where the source of a withdrawal or an attack is from elsewhere, the country that it is in.
    pub(super) fn abroad<'p>(&'p self, source: &[ActorCode], place: Option<&'p Place>) -> Option<&'p str> {
        let foreign = |c: &str| source.iter().all(|s| s.country() != c);
        place
            .and_then(|p| p.country.as_deref())
            .filter(|c| foreign(c))
            .or_else(|| self.scene.as_deref().filter(|c| foreign(c)))
            .or_else(|| self.topic.as_deref().filter(|c| foreign(c)))
    }
}
