"""Components as tags: what they draw, and what a reader who sees no shape hears."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from marketplace.common.web.rows import Evidence, Row, Section, State

LOAD = "{% load floor components %}"


def render(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(LOAD + source).render(Context(context))


class ClaimForm(forms.Form):
    metric = forms.CharField(label="Metric", help_text="What a buyer compares", max_length=20)
    note = forms.CharField(label="Note", required=False)
    kind = forms.MultipleChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )


def test_ladder_says_both_numbers_and_draws_nine_steps() -> None:
    html = render("{% ladder assessed declared %}", assessed="trl_6", declared="trl_8")

    assert 'aria-label="Readiness: assessed 6, declared 8, of 9 steps"' in html
    assert html.count('class="on"') == 6
    assert html.count('class="said"') == 2
    assert html.count("<li") == 9


def test_ladder_is_absent_when_nothing_is_stated() -> None:
    assert "<ol" not in render("{% ladder assessed declared %}", assessed=None, declared="")


@pytest.mark.parametrize(
    ("level", "symbol", "words"),
    [
        ("declared", "ev1", "Declared"),
        ("seen", "ev2", "Documents seen"),
        ("verified", "ev3", "Verified by a third party"),
        ("contested", "evx", "Contested"),
    ],
)
def test_evidence_is_a_shape_and_a_word(level: str, symbol: str, words: str) -> None:
    html = render("{% evidence level %}", level=level)

    assert f"#{symbol}" in html
    assert words in html


def test_state_pill_takes_word_tone_and_icon() -> None:
    html = render("{% state_pill state %}", state=State("Published", "ok", "check"))

    assert html.startswith('<span class="st st--ok"><svg')
    assert html.rstrip().endswith("Published</span>")


def test_state_pill_reads_an_object_with_a_state() -> None:
    thing = SimpleNamespace(state="changes_requested", get_state_display=lambda: "Changes requested")

    assert "st--wait" in render("{% state_pill thing %}", thing=thing)


def test_field_orders_label_hint_error_control() -> None:
    form = ClaimForm({"metric": "x" * 30, "kind": ["a"]})

    html = render("{% field form.metric %}", form=form)

    order = [html.index(part) for part in ("<label", "id_metric_hint", "id_metric_error", "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_metric_hint id_metric_error"' in html
    assert 'aria-invalid="true"' in html
    assert "field--bad" in html


def test_field_says_that_it_may_stay_empty() -> None:
    html = render("{% field form.note %}", form=ClaimForm())

    assert "(optional)" in html
    assert "aria-describedby" not in html


def test_group_of_boxes_is_a_fieldset_with_legend() -> None:
    html = render("{% field form.kind %}", form=ClaimForm())

    assert "<fieldset" in html
    assert "<legend>Kind" in html
    assert html.count('type="checkbox"') == 2


def test_error_summary_counts_and_links_to_the_first_control() -> None:
    form = ClaimForm({"metric": ""})

    html = render("{% error_summary form %}", form=form)

    assert "2 answers need another look" in html
    assert 'href="#id_metric"' in html
    assert 'href="#id_kind_0"' in html
    assert "autofocus" in html


def test_error_summary_is_absent_when_all_is_well() -> None:
    assert render("{% error_summary form %}", form=ClaimForm({"metric": "a", "kind": ["a"]})).strip() == ""


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 5, ["1", "2", "3", "…", "5", "Next page"]),
        (1, 4, ["1", "2", "3", "4", "Next page"]),
        (5, 9, ["1", "…", "3", "4", "5", "6", "7", "…", "9", "Next page"]),
        (2, 2, ["1", "2"]),
    ],
)
def test_pager_shows_neighbours_first_and_last(page: int, pages: int, shown: list[str]) -> None:
    request = RequestFactory().get("/vi/search/", {"q": "sấy", "page": "3"})

    html = render("{% pager page pages %}", request=request, page=page, pages=pages)

    items = [part.split("</")[0].split(">")[-1] for part in html.split("<li>")[1:]]
    assert items == shown
    assert html.count('aria-current="page"') == 1
    assert 'href="?q=s%E1%BA%A5y"' in html  # The first page has no number in its address.


def test_pager_is_absent_for_one_page() -> None:
    assert render("{% pager 1 1 %}", request=RequestFactory().get("/")).strip() == ""


def test_completeness_says_done_and_wrong_in_words() -> None:
    sections = [
        Section("Name", "/1/", "done"),
        Section("Figures", "/2/", "error", errors=1, current=True),
        Section("Terms", "/3/", "empty"),
    ]

    html = render('{% completeness sections "Draft saved 15:08" %}', sections=sections)

    assert 'aria-label="Sections done: 1 of 3"' in html
    assert "1 error" in html
    assert "Not begun" in html
    assert 'aria-current="step"' in html
    assert "Section 2 of 3. 1 done" in html


def test_row_marks_a_foreign_title_with_its_language() -> None:
    row = Row(
        kind="Technology",
        title="Leaf <dryer>",
        url="/vi/technologies/x/",
        title_lang="en",
        trl=7,
        trl_words="declared",
        evidence=Evidence("verified", "3 of 6"),
        price="120–180",
    )

    html = render('{% include "components/_item.html" %}', row=row)

    assert '<a href="/vi/technologies/x/" lang="en">Leaf &lt;dryer&gt;</a>' in html
    assert "<b>TRL 7</b> declared" in html
    assert "#trl7" in html


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Dryer"), ("vi", '<span lang="en">Dryer</span>')],
)
def test_text_in_the_other_language_carries_lang(language: str, text: str) -> None:
    thing = SimpleNamespace(title_vi="", title_en="Dryer")

    with translation.override(language):
        assert Template('{% load floor %}{% text thing "title" %}').render(Context({"thing": thing})) == text


def test_note_about_the_language_stands_once() -> None:
    thing = SimpleNamespace(title_vi="", title_en="Dryer", summary_vi="", summary_en="Dries", name_vi="Máy", name_en="")
    source = '{% load floor %}{% language_note thing "title" "summary" %}{% language_note thing "name" %}'

    with translation.override("vi"):
        assert Template(source).render(Context({"thing": thing})).count("<p") == 1


def test_prose_makes_paragraphs_and_escapes() -> None:
    thing = SimpleNamespace(abstract_vi="", abstract_en="One <b>\n\nTwo")

    html = render('{% prose thing "abstract" %}', thing=thing)

    assert html == "<p>One &lt;b&gt;</p>\n\n<p>Two</p>"


def test_chart_names_its_finding() -> None:
    html = render('{% chart "h" "Value" "Half of the runs stay below 756" %}<rect/>{% endchart %}')

    assert 'role="img" aria-labelledby="h-t h-d"' in html
    assert '<desc id="h-d">Half of the runs stay below 756</desc><rect/></svg>' in html


@pytest.mark.parametrize(("tone", "live", "role"), [("no", True, "alert"), ("ok", True, "status"), ("wait", False, "")])
def test_note_speaks_only_after_an_act(tone: str, live: bool, role: str) -> None:
    html = render("{% note tone live=live %}<b>Saved.</b>{% endnote %}", tone=tone, live=live)

    assert (f'role="{role}"' in html) if role else ("role=" not in html)
    assert "<b>Saved.</b>" in html
