"""Names of illnesses, injuries, treatments and remedies in English, French and German, as one pattern.

Source of the illnesses: the names of the three-character categories of the WHO's ICD-10, and everyday words
for them. Source of the remedies: the stems that the WHO gives to the nonproprietary names of one
kind of remedy (`-pril`, `-olol`, `-statin`, …). Words with a common other meaning (a cold, a shock) are left
out.
"""

from __future__ import annotations

from collections import defaultdict

# Also spoken of without anybody who has it.
NEWS = (
    "sida", "cancers?", "krebs", "tumou?rs?", "tumeurs?", "tumor(?:en)?", "depressi(?:on|ons|ve|v)",
    "d[eé]pressi(?:on|f|ve)", "stroke", "suicid(?:al|e)", "suizid(?:al)?", "overdose", "surdose",
    "pregnan(?:t|cy)", "enceinte", "grossesse", "schwanger(?:schaft)?", "covid(?:-19)?", "influenza",
    "burn-?out", "heart attacks?", "abh[aä]ngigkeit", "anxiety", "autis(?:m|tic|me|mus)", "dementia",
    "d[eé]mence", "demenz", "alzheimer(?:'?s)?(?: disease)?", "obes(?:e|ity)", "ob[eé]sit[eé]", "obèse",
    "tuberculos(?:is|e)", "tuberkulose", "malaria", "paludisme", "leuk(?:a)?emi[ae]", "leuc[eé]mie",
    "leuk[aä]mie", "alcoholi(?:sm|c)", "alcoolisme", "alkoholismus", "transplant(?:ation)?", "greffe",
    "diabet(?:es|ic)", "diab[eè]te", "diab[eé]tique", "diabetiker(?:in)?", "zuckerkrank", "asthma(?:tic)?",
    "asthm(?:e|atique)", "allerg(?:y|ies|ic|ie|ien|ique|isch)", "hepatitis(?: [ABC])?",
    "h[eé]patite(?: [ABC])?", "cataract", "cataracte", "amputation", "amputated", "amput[eé]e?", "abortion",
    "paralys(?:is|ed|ie)", "paralyzed", "seizures?", "syndrom(?:e|es|s)?", "rehab(?: for)?",
    "psychiatr(?:y|ist|ic|ie|ique|isch|ischen)", "oncology", "oncologist", "oncologie", "onkologie",
    "biops(?:y|ie)", "wheelchair", "fauteuil roulant", "rollstuhl", "chronic pain", "douleurs? chroniques?",
    "chronische schmerzen", "anaphyla(?:xis|ctic|xie)", "antibiotics?", "antibiotiques?",
    "antibiotik(?:um|a)",
)  # fmt: skip
ABBREVIATIONS = (
    "HIV", "VIH", "AIDS", "SIDA", "PTSD", "TSPT", "PTBS", "TBI", "COPD", "BPCO", "AVC", "IBS", "MRSA",
    "DVT", "IVG", "IVF", "ADHD", "TDAH", "ADHS", "UTI",
)  # fmt: skip
CLINICAL = (
    "high blood pressure", "hypertension art[eé]rielle", "autoimmune (?:disease|disorder)",
    "maladie auto-?immune", "autoimmunerkrankung", "(?:liver|lung|coronary|celiac|thyroid) disease",
    "urinary tract infection", "infection urinaire", "harnwegsinfekt(?:ion)?",
    "(?:knee|hip|back|heart|bypass|spinal|gallbladder|eye) surgery", "op[eé]ration (?:du|de la|des|[aà] c)",
    "(?:knie|h[uü]ft|herz|r[uü]cken|bandscheiben)-?(?:op|operation)",
    "broken (?:leg|arm|wrist|ankle|hip|foot|collarbone|rib|ribs)",
    "torn (?:acl|ligament|meniscus|rotator cuff)", "(?:bras|jambe|poignet|cheville) cass[eé]e?", "entorse",
    "kreuzbandriss", "lumbal(?:gie|syndrom)", "back pain", "mal de dos", "r[uü]ckenschmerzen",
    "(?:mental|nervous) breakdown", "h[oö]rger[aä]t", "hearing aids?", "post-?traumatic stress",
    "stress post-?traumatique", "belastungsst[oö]rung", "schizophreni[ac]", "schizophr[eé]n(?:ie|e)",
    "schizophrenie", "bipolar", "bipolaire", "borderline", "epilep(?:sy|tic|sie)",
    "[eéÉ]pilep(?:sie|tique)", "krampfanf[aä]lle", "parkinson(?:'?s)?", "lymphom[ae]s?", "melanom[ae]s?",
    "m[eé]lanome", "carcinom[ae]s?", "karzinom", "sarcom[ae]s?", "myelom[ae]", "metasta(?:sis|ses|tic)",
    "m[eé]tastases?", "metastasen", "mastectomy", "mastectomie", "mammakarzinom", "brustkrebs", "darmkrebs",
    "hautkrebs", "lungenkrebs", "prostatakrebs", "hypertensi(?:on|ve)", "hypertendue?", "hypertonie",
    "bluthochdruck", "angina(?: pectoris)?", "angine", "angor", "arr?h?ythmi[ae]s?",
    "rhythmusst[oö]rung(?:en)?", "vorhofflimmern", "atrial fibrillation", "fibrillation auriculaire",
    "pacemaker", "herzschrittmacher", "myocardial infarct(?:ion|us)?", "infarctus", "infarkt",
    "herzinfarkt", "herzinsuffizienz", "heart failure", "heart (?:disease|condition)",
    "insuffisance (?:cardiaque|r[eé]nale|respiratoire|h[eé]patique)", "schlaganfall", "aneurysma?",
    "an[eé]vrisme", "thrombos(?:is|e)", "phl[eé]bite", "pulmonary embolism", "embolie", "lungenembolie",
    "an(?:a)?emi[ac]", "an[eé]mie", "an[aä]mie", "h(?:a)?emophili[ac]", "h[eé]mophilie", "sickle cell",
    "dr[eé]panocytose", "pneumoni[ae]", "lungenentz[uü]ndung", "bronchi(?:tis|te)", "bronchopneumopathie",
    "emphysema", "emphyseme", "cystic fibrosis", "mucoviscidose", "mukoviszidose", "apn(?:o)?ea",
    "apn[eé]e", "schlafapnoe", "multiple sclerosis", "scl[eé]rose(?: en plaques)?", "multiple sklerose",
    "migr(?:ai|[aä])nes?", "neuropath(?:y|ie)", "meningitis", "m[eé]ningite", "encephalitis",
    "concussions?", "commotion c[eé]r[eé]brale", "gehirnersch[uü]tterung", "traumatic brain injury",
    "sch[aä]del-?hirn-?trauma", "parapl[eé]gi[ac]", "h[eé]mipl[eé]gie", "querschnittsl[aä]hmung",
    "cerebral palsy", "hearing loss", "schwerh[oö]rig(?:keit)?", "surdit[eé]", "malentendante?", "tinnitus",
    "acouph[eè]nes?", "glaucom[ae]?", "glaukom", "katarakt", "macular degeneration", "low vision",
    "malvoyante?", "sehbehinder(?:t|ung)", "crohn(?:'?s)?(?: disease)?", "colitis", "colite", "ulcers?",
    "ulc[eè]re", "magengeschw[uü]r", "c(?:o)?eliac", "c[oœ]eliaque", "z[oö]liakie", "irritable bowel",
    "reizdarm", "appendici(?:tis|te)", "blinddarmentz[uü]ndung", "gastro-?ent[eé]rit(?:e|is)", "gastritis",
    "gastrite", "pancreatitis", "pancr[eé]atite", "cirrhos(?:is|e)", "zirrhose", "gallstones?",
    "gallensteine?", "calculs? (?:r[eé]nal|r[eé]naux|biliaires?)", "kidney (?:failure|stones?|disease)",
    "nierensteine?", "niereninsuffizienz", "nierenversagen", "dialys(?:is|e)", "hernias?",
    "herni(?:e|ated)(?: dis[ck]| discale)?", "leistenbruch", "bandscheibenvorfall", "slipped dis[ck]",
    "sciatica", "sciatique", "ischias", "lumbago", "scolios(?:is|e)", "skoliose",
    "arthr(?:itis|ite|ose|osis)", "osteo(?:arthritis|porosis)", "ost[eé]oporose", "rheuma(?:toid|tismus)?",
    "polyarthrite", "fibromyalgi[ae]", "lupus", "carpal tunnel", "canal carpien",
    "karpaltunnel(?:syndrom)?", "tendinit(?:is|e)", "rotator cuff", "fracture(?:s|d)?", "knochenbruch",
    "beinbruch", "hip replacement", "knee replacement", "h[uü]ftprothese", "psoriasis", "schuppenflechte",
    "eczema", "ecz[eé]ma", "neurodermitis", "shingles", "zona", "g[uü]rtelrose", "dermatit(?:is|e)",
    "urticaire", "sepsis", "septic[eé]mie", "blutvergiftung", "lyme disease", "borreliose", "herpes",
    "syphilis", "gonorrh(?:o)?ea", "chlamydia", "measles", "rougeole", "masern", "mumps", "chickenpox",
    "varicelle", "windpocken", "whooping cough", "coqueluche", "keuchhusten", "scarlet fever", "scharlach",
    "mononucleos(?:is|e)", "salmonell[ae]n?", "thyro[iï]d(?:ite|itis|ectomy)",
    "hypo(?:thyroid(?:ism)?|thyro[iï]die|glyc[eé]mie)",
    "hyper(?:thyroid(?:ism)?|thyro[iï]die|cholesterol[eé]mia|lipid[eé]mia)",
    "schilddr[uü]sen(?:unter|[uü]ber)funktion", "hashimoto", "[eéÉ]ndom[eé]triose", "endometrios(?:is|e)",
    "miscarriage", "fausse couche", "fehlgeburt", "schwangerschaftsabbruch", "(?:pre)?eclampsia",
    "infertil(?:ity|e)", "fertility treatment", "menopause", "hysterectomy", "hyst[eé]rectomie",
    "prostat(?:itis|ectomy)", "vasectomy", "anorexi[ae]", "bulimi[ae]", "boulimie", "magersucht",
    "eating disorder", "trouble(?:s)? (?:anxieux|alimentaires?)", "panic attacks?", "panikattacken?",
    "crises? (?:d['’]angoisse|de panique|d['’][eé]pilepsie)", "angstst[oö]rung",
    "(?:anxiety|bipolar|panic|personality|mood|substance use) disorder", "substance abuse",
    "psychos(?:is|e)", "self-?harm", "insomnia", "insomnie", "schlafst[oö]rung(?:en)?",
    "alcohol dependence", "alkoholabh[aä]ngigkeit", "entzugsklinik", "cure de d[eé]sintoxication",
    "methadone?", "chemo(?:therapy|therapie)?", "chimio(?:th[eé]rapie)?", "radio(?:therapy|th[eé]rapie)",
    "radiation (?:therapy|treatment)", "bestrahlung", "strahlentherapie", "psychotherap(?:y|ie)",
    "psychoth[eé]rapie", "insulin", "insuline", "ventolin", "epipen", "anticoagulants?",
    "antid[eé]pres(?:sants?|seurs?)", "antidepressiv(?:a|um)", "immunosuppress(?:ants?|ed)", "ritalin",
    "prozac", "zoloft", "xanax", "lithium", "warfarin", "morphine?", "oxycodone",
    "(?:peanut|nut|penicillin|latex|bee|shellfish|egg) allergy", "(?:erd)?nussallergie",
    "allergie (?:aux?|[aà] l)", "lactose intoleran(?:t|ce)", "intol[eé]rance au (?:lactose|gluten)",
    "down syndrome", "trisomie(?: 21)?", "huntington(?:'s)?", "spina bifida", "long[ -]?covid",
    "covid long", "fatigue syndrome",
)  # fmt: skip
# By how it ends: inflammations, tumours, operations, kinds of pain; remedies by their stems.
ENDS = (
    r"(?:itis|entz[uü]ndung|unterfunktion|insuffizienz|ectom(?:y|ie)|oscop(?:y|ie)|algi[ae]"
    r"|opath(?:y|ie)|sarkom|karzinom"
    r"|blastom|sklerose|pril|sartan|olol|statin|prazol|cillin|mycin|azepam|azolam|oxetin|triptan"
    r"|gliptin|formin|traline"
    r"|idone|tyline|parin|tinib|zumab|ximab|mumab|gabalin|setron|olone)"
)
BUILT = rf"(?=(?:[a-z]|[^\x00-\x7f]){{7}})(?:[a-z]|[^\x00-\x7f]){{3,12}}{ENDS}[es]?"


def pattern(words: tuple[str, ...]) -> str:
    """One pattern that asks for the first letter once, so that few words are tried at a place."""
    groups = defaultdict[str, list[str]](list)
    for word in words:
        groups[word[0] if word[0].isalpha() else ""].append(word)
    return "|".join(
        f"{first}(?:{'|'.join(word[1:] for word in group)})" if first else "|".join(group)
        for first, group in groups.items()
    )
