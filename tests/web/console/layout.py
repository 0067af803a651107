"""What of a page can't be read because it is cut off. Text that ends with an ellipsis counts as readable
where a tool tip has the whole of it; a select may cut a sentence, not a word or two."""

from __future__ import annotations

from playwright.sync_api import Page

CUT_OFF = """() => {
    const FEW = 24, MOST = 12;
    const pen = document.createElement("canvas").getContext("2d");
    const away = ".out, .skip, svg, option";
    const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(away)
        && !(function hidden(one) {
            return one && (getComputedStyle(one).clipPath !== "none" || hidden(one.parentElement));
        })(e);
    const lacking = (e) => {
        const style = getComputedStyle(e);
        const text = e.tagName === "SELECT" ? e.selectedOptions[0]?.text ?? "" : e.value || e.placeholder;
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return text && text.length <= FEW && pen.measureText(text).width > room + 5 ? `field "${text}"` : "";
    };
    const cut = (e) => {
        const style = getComputedStyle(e), hides = (way) => way === "hidden" || way === "clip";
        const told = e.closest("[title]") || e.querySelector("[title]");
        if (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && !told) return "across";
        if (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 3) return "down";
        const block = style.display !== "inline" && style.overflowX === "visible" && e.clientWidth;
        const beyond = block && !e.closest(".scroll, .rail") && e.scrollWidth > e.clientWidth + 2;
        return beyond ? "beyond its box" : "";
    };
    const fields = "select, textarea, input:is(:not([type]), [type=text], [type=search], [type=number])";
    return [...document.querySelectorAll("main *, .top *")].filter(seen).flatMap((e) => {
        const way = e.matches(fields) ? lacking(e) : e.textContent.trim() ? cut(e) : "";
        return way ? [`${way}: ${e.outerHTML.replace(/\\s+/g, " ").slice(0, 100)}`] : [];
    }).slice(0, MOST);
}"""


def cut_off(page: Page) -> list[str]:
    found: list[str] = page.evaluate(CUT_OFF)
    return found
