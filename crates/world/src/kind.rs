use std::fmt;
use std::str::FromStr;

use crate::error::WorldError;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word that tables use.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            pub(crate) fn from_u8(n: u8) -> Option<$name> {
                Self::ALL.get(usize::from(n)).copied()
            }
        }

        impl FromStr for $name {
            type Err = WorldError;
            fn from_str(s: &str) -> Result<Self, WorldError> {
                match s {
                    $($word => Ok($name::$variant),)+
                    _ => Err(WorldError::word(stringify!($name), s, &[$($word),+])),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// What an item of the world is.
    Kind {
        /// A state or territory with an ISO 3166-1 code.
        Country = "country",
        /// The capital of a state.
        Capital = "capital",
        /// A city, town or village.
        City = "city",
        /// A first- or second-level division, or a historic region, of one state.
        Region = "region",
        /// A disputed or separatist territory, counted to one state or to none.
        Territory = "territory",
        /// A continent or a region across countries.
        Area = "area",
        /// A river, sea, strait or lake.
        Water = "water",
        /// Another named place: island, mountain, base, border crossing.
        Feature = "feature",
        /// A palace, street or quarter that stands for a government or institution.
        Seat = "seat",
        /// A human being.
        Person = "person",
        /// An institution, party, company, parliament, court or intergovernmental body.
        Organization = "organization",
        /// An armed group, movement, people or community.
        Group = "group",
        /// A newspaper, broadcaster or social network.
        Media = "media",
        /// A news agency.
        Agency = "agency",
    }
}

impl Kind {
    /// Whether items of this kind lie on a map.
    pub fn is_place(self) -> bool {
        use Kind::*;
        matches!(self, Country | Capital | City | Region | Territory | Area | Water | Feature)
    }

    /// Whether items of this kind are bodies that act: organisations, groups, media, agencies.
    pub fn is_body(self) -> bool {
        use Kind::*;
        matches!(self, Organization | Group | Media | Agency)
    }
}

words! {
    /// An office, normalised over countries and languages.
    Role {
        /// President, monarch, supreme leader, head of a junta.
        HeadOfState = "head-of-state",
        /// Prime minister, chancellor, chief executive.
        HeadOfGovernment = "head-of-government",
        /// Vice-president, crown prince, deputy of the head of state.
        DeputyHeadOfState = "deputy-head-of-state",
        /// Deputy prime minister.
        DeputyHeadOfGovernment = "deputy-head-of-government",
        /// Minister of foreign affairs, secretary of state.
        ForeignMinister = "foreign-minister",
        /// Minister of defence.
        DefenceMinister = "defence-minister",
        /// Minister of the interior, home secretary.
        InteriorMinister = "interior-minister",
        /// Minister of finance, chancellor of the exchequer.
        FinanceMinister = "finance-minister",
        /// Minister of justice, attorney general.
        JusticeMinister = "justice-minister",
        /// Any other minister.
        Minister = "minister",
        /// National security adviser or secretary of a security council.
        SecurityAdviser = "security-adviser",
        /// Adviser, chief of staff, aide of a head of state or government.
        Adviser = "adviser",
        /// Who speaks for a government, ministry or body.
        Spokesperson = "spokesperson",
        /// Chief of staff or commander of an army.
        ArmyChief = "army-chief",
        /// Head of an intelligence service.
        IntelligenceChief = "intelligence-chief",
        /// Head of a police force.
        PoliceChief = "police-chief",
        /// Ambassador or permanent representative.
        Ambassador = "ambassador",
        /// Special envoy or negotiator.
        Envoy = "envoy",
        /// Who leads an intergovernmental body or an agency of one.
        HeadOfBody = "head-of-body",
        /// Another high official of an intergovernmental body: commissioner, under-secretary.
        Official = "official",
        /// Speaker of a parliament.
        Speaker = "speaker",
        /// Member of a parliament.
        Legislator = "legislator",
        /// Leader of a party.
        PartyLeader = "party-leader",
        /// Leader of an opposition.
        OppositionLeader = "opposition-leader",
        /// Leader of an armed group.
        RebelLeader = "rebel-leader",
        /// Governor of a region, head of a region's government.
        Governor = "governor",
        /// Mayor.
        Mayor = "mayor",
        /// Governor of a central bank.
        CentralBanker = "central-banker",
        /// Judge or president of a court.
        Judge = "judge",
        /// Prosecutor.
        Prosecutor = "prosecutor",
        /// Pope, patriarch, grand mufti, bishop.
        ReligiousLeader = "religious-leader",
        /// Leader of a union.
        UnionLeader = "union-leader",
        /// Leader of a company.
        BusinessLeader = "business-leader",
        /// Head of a non-governmental organisation.
        NgoLeader = "ngo-leader",
        /// Activist, figure of a movement, dissident.
        Activist = "activist",
        /// Journalist, blogger.
        Journalist = "journalist",
        /// Anything else.
        Other = "other",
    }
}

impl Role {
    /// PLOVER sector of a state's holder of the role, where a table gives no other.
    pub fn sector(self) -> &'static str {
        use Role::*;
        match self {
            Speaker | Legislator => "LEG",
            ArmyChief => "MIL",
            IntelligenceChief => "SPY",
            PoliceChief => "COP",
            PartyLeader => "PTY",
            OppositionLeader => "OPP",
            RebelLeader => "REB",
            Judge | Prosecutor => "JUD",
            ReligiousLeader => "REL",
            UnionLeader => "LAB",
            BusinessLeader => "BUS",
            NgoLeader => "NGO",
            Activist => "CVL",
            Journalist => "MED",
            HeadOfBody | Official => "IGO",
            Other => "ELI",
            _ => "GOV",
        }
    }
}

words! {
    /// Where a piece of knowledge comes from; a layer of its own, so that a
    /// share-alike source can be left out.
    Layer {
        /// Hand-written tables of the project.
        Tables = "tables",
        /// Compiled permissive sources (GeoNames, Natural Earth, CLDR, Factbook, Wikidata, UCDP…).
        Open = "open",
        /// dr5hn countries-states-cities (ODbL).
        Dr5hn = "dr5hn",
        /// mledoze countries (ODbL).
        Mledoze = "mledoze",
        /// Debian iso-codes (LGPL).
        IsoCodes = "iso-codes",
        /// supraverden list of intergovernmental bodies (CC BY-SA).
        Supraverden = "supraverden",
        /// Prolex-Unitex French toponyms and inhabitants (LGPLLR).
        Prolex = "prolex",
        /// Tables of the user.
        Overlay = "overlay",
    }
}

words! {
    /// What sort of name a spelling is.
    NameForm {
        /// The usual or official name.
        Full = "full",
        /// A short form or nickname.
        Short = "short",
        /// Capitals: `ONU`, `M23`.
        Acronym = "acronym",
        /// A person's surname alone.
        Surname = "surname",
        /// A former name.
        Former = "former",
        /// A spelling of unknown standing from a list of alternates.
        Alternate = "alternate",
    }
}

words! {
    /// How a demonym may be used.
    DemonymUse {
        /// Both as an adjective and as a noun for inhabitants.
        Both = "both",
        /// Only as an adjective.
        Adjective = "adjective",
        /// Only as a noun.
        Noun = "noun",
    }
}
