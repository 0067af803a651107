"""Names of illnesses, injuries, treatments and remedies in English, French and German, as one pattern.

Source of the illnesses: the names of the three-character categories of the WHO's ICD-10, and everyday words
for them. Source of the remedies: the stems that the WHO gives to the nonproprietary names of one
kind of remedy (`-pril`, `-olol`, `-statin`, …). Words with a common other meaning (a cold, a shock) are left
out.
"""

from __future__ import annotations

from collections import defaultdict

from leftopen.model.packaged import read_toml

_WORDS = read_toml("leftopen.formats", "illness_words")
NEWS, ABBREVIATIONS, CLINICAL = (tuple(_WORDS[kind]) for kind in ("news", "abbreviations", "clinical"))
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
