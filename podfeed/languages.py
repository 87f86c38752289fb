"""Language codes of ISO 639: the two-letter ones with their English names, and the three-letter
ones of ISO 639-2, with the Chinese languages that podcasts are tagged with; and the regions.

Source: ISO 639-2 registration authority, https://www.loc.gov/standards/iso639-2/, and for regions
https://www.iso.org/iso-3166-country-codes.html.
"""

from __future__ import annotations

NAMES: dict[str, str] = {
    "Afar": "aa",
    "Abkhazian": "ab",
    "Avestan": "ae",
    "Afrikaans": "af",
    "Akan": "ak",
    "Amharic": "am",
    "Aragonese": "an",
    "Arabic": "ar",
    "Assamese": "as",
    "Avaric": "av",
    "Aymara": "ay",
    "Azerbaijani": "az",
    "Bashkir": "ba",
    "Belarusian": "be",
    "Bulgarian": "bg",
    "Bihari languages": "bh",
    "Bislama": "bi",
    "Bambara": "bm",
    "Bengali": "bn",
    "Tibetan": "bo",
    "Breton": "br",
    "Bosnian": "bs",
    "Catalan": "ca",
    "Chechen": "ce",
    "Chamorro": "ch",
    "Corsican": "co",
    "Cree": "cr",
    "Czech": "cs",
    "Church Slavic": "cu",
    "Chuvash": "cv",
    "Welsh": "cy",
    "Danish": "da",
    "German": "de",
    "Divehi": "dv",
    "Dzongkha": "dz",
    "Ewe": "ee",
    "Greek": "el",
    "English": "en",
    "Esperanto": "eo",
    "Spanish": "es",
    "Estonian": "et",
    "Basque": "eu",
    "Persian": "fa",
    "Fulah": "ff",
    "Finnish": "fi",
    "Fijian": "fj",
    "Faroese": "fo",
    "French": "fr",
    "Western Frisian": "fy",
    "Irish": "ga",
    "Gaelic": "gd",
    "Galician": "gl",
    "Guarani": "gn",
    "Gujarati": "gu",
    "Manx": "gv",
    "Hausa": "ha",
    "Hebrew": "he",
    "Hindi": "hi",
    "Hiri Motu": "ho",
    "Croatian": "hr",
    "Haitian": "ht",
    "Hungarian": "hu",
    "Armenian": "hy",
    "Herero": "hz",
    "Interlingua": "ia",
    "Indonesian": "id",
    "Interlingue": "ie",
    "Igbo": "ig",
    "Sichuan Yi": "ii",
    "Inupiaq": "ik",
    "Ido": "io",
    "Icelandic": "is",
    "Italian": "it",
    "Inuktitut": "iu",
    "Japanese": "ja",
    "Javanese": "jv",
    "Georgian": "ka",
    "Kongo": "kg",
    "Kikuyu": "ki",
    "Kuanyama": "kj",
    "Kazakh": "kk",
    "Kalaallisut": "kl",
    "Central Khmer": "km",
    "Kannada": "kn",
    "Korean": "ko",
    "Kanuri": "kr",
    "Kashmiri": "ks",
    "Kurdish": "ku",
    "Komi": "kv",
    "Cornish": "kw",
    "Kirghiz": "ky",
    "Latin": "la",
    "Luxembourgish": "lb",
    "Ganda": "lg",
    "Limburgan": "li",
    "Lingala": "ln",
    "Lao": "lo",
    "Lithuanian": "lt",
    "Luba-Katanga": "lu",
    "Latvian": "lv",
    "Malagasy": "mg",
    "Marshallese": "mh",
    "Maori": "mi",
    "Macedonian": "mk",
    "Malayalam": "ml",
    "Mongolian": "mn",
    "Marathi": "mr",
    "Malay": "ms",
    "Maltese": "mt",
    "Burmese": "my",
    "Nauru": "na",
    "Bokmål": "nb",
    "North Ndebele": "nd",
    "Nepali": "ne",
    "Ndonga": "ng",
    "Dutch": "nl",
    "Norwegian Nynorsk": "nn",
    "Norwegian": "no",
    "South Ndebele": "nr",
    "Navajo": "nv",
    "Chichewa": "ny",
    "Occitan": "oc",
    "Ojibwa": "oj",
    "Oromo": "om",
    "Oriya": "or",
    "Ossetian": "os",
    "Panjabi": "pa",
    "Pali": "pi",
    "Polish": "pl",
    "Pushto": "ps",
    "Portuguese": "pt",
    "Quechua": "qu",
    "Romansh": "rm",
    "Rundi": "rn",
    "Romanian": "ro",
    "Russian": "ru",
    "Kinyarwanda": "rw",
    "Sanskrit": "sa",
    "Sardinian": "sc",
    "Sindhi": "sd",
    "Northern Sami": "se",
    "Sango": "sg",
    "Sinhala": "si",
    "Slovak": "sk",
    "Slovenian": "sl",
    "Samoan": "sm",
    "Shona": "sn",
    "Somali": "so",
    "Albanian": "sq",
    "Serbian": "sr",
    "Swati": "ss",
    "Sotho": "st",
    "Sundanese": "su",
    "Swedish": "sv",
    "Swahili": "sw",
    "Tamil": "ta",
    "Telugu": "te",
    "Tajik": "tg",
    "Thai": "th",
    "Tigrinya": "ti",
    "Turkmen": "tk",
    "Tagalog": "tl",
    "Tswana": "tn",
    "Tonga": "to",
    "Turkish": "tr",
    "Tsonga": "ts",
    "Tatar": "tt",
    "Twi": "tw",
    "Tahitian": "ty",
    "Uighur": "ug",
    "Ukrainian": "uk",
    "Urdu": "ur",
    "Uzbek": "uz",
    "Venda": "ve",
    "Vietnamese": "vi",
    "Volapük": "vo",
    "Walloon": "wa",
    "Wolof": "wo",
    "Xhosa": "xh",
    "Yiddish": "yi",
    "Yoruba": "yo",
    "Zhuang": "za",
    "Chinese": "zh",
    "Zulu": "zu",
}
"""English names of languages, with their two-letter codes."""

_THREE_LETTERS = """
aar abk ace ach ada ady afa afh afr ain aka akk alb ale alg alt amh ang anp apa ara arc arg arm
arn arp art arw asm ast ath aus ava ave awa aym aze bad bai bak bal bam ban baq bas bat bej bel
bem ben ber bho bih bik bin bis bla bnt bod bos bra bre btk bua bug bul bur byn cad cai car cat
cau ceb cel ces cha chb che chg chi chk chm chn cho chp chr chu chv chy cmc cmn cnr cop cor cos
cpe cpf cpp cre crh crp csb cus cym cze dak dan dar day del den deu dgr din div doi dra dsb dua
dum dut dyu dzo efi egy eka ell elx eng enm epo est eus ewe ewo fan fao fas fat fij fil fin fiu
fon fra fre frm fro frr frs fry ful fur gaa gay gba gem geo ger gez gil gla gle glg glv gmh goh
gon gor got grb grc gre grn gsw guj gwi hai hat hau haw heb her hil him hin hit hmn hmo hrv hsb
hun hup hye iba ibo ice ido iii ijo iku ile ilo ina inc ind ine inh ipk ira iro isl ita jav jbo
jpn jpr jrb kaa kab kac kal kam kan kar kas kat kau kaw kaz kbd kha khi khm kho kik kin kir kmb
kok kom kon kor kos kpe krc krl kro kru kua kum kur kut lad lah lam lao lat lav lez lim lin lit
lol loz ltz lua lub lug lui lun luo lus mac mad mag mah mai mak mal man mao map mar mas may mdf
mdr men mga mic min mis mkd mkh mlg mlt mnc mni mno moh mon mos mri msa mul mun mus mwl mwr mya
myn myv nah nai nan nap nau nav nbl nde ndo nds nep new nia nic niu nld nno nob nog non nor nqo
nso nub nwc nya nym nyn nyo nzi oci oji ori orm osa oss ota oto paa pag pal pam pan pap pau peo
per phi phn pli pol pon por pra pro pus que raj rap rar roa roh rom ron rum run rup rus sad sag
sah sai sal sam san sas sat scn sco sel sem sga sgn shn sid sin sio sit sla slk slo slv sma sme
smi smj smn smo sms sna snd snk sog som son sot spa sqi srd srn srp srr ssa ssw suk sun sus sux
swa swe syc syr tah tai tam tat tel tem ter tet tgk tgl tha tib tig tir tiv tkl tlh tli tmh tog
ton tpi tsi tsn tso tuk tum tup tur tut tvl twi tyv udm uga uig ukr umb und urd uzb vai ven vie
vol vot wak wal war was wel wen wln wol xal xho yao yap yid yor ypk yue zap zbl zen zgh zha zho
znd zul zun zxx zza
"""

LANGUAGES: frozenset[str] = frozenset(NAMES.values()) | frozenset(_THREE_LETTERS.split())
"""Every language code that is known."""

_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
    DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP
    GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
    SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM
    US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

COUNTRIES: frozenset[str] = frozenset(_CODES.split())
"""The countries of ISO 3166-1 alpha-2, as the time zone database has them."""

REGIONS = COUNTRIES | {"XK"}
"""What a language may be spoken in: the countries, and Kosovo, which CLDR and Apple have as XK."""
