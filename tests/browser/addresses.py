"""The pages that are looked at in every theme, width and language."""

TIMELINE = "/timelines/ai-chips-and-tiktok/"

PAGES = (
    "/",
    "/timelines/",
    TIMELINE,
    "/timelines/eu-ai-act/",
    f"{TIMELINE}?known_on=2025-04-10",
    f"{TIMELINE}?q=chips",
    "/policies/pafaca/",
    "/events/eo-14166/",
    "/deadlines/tiktok-enforcement-pause/",
    "/calculator/",
    "/calculator/?start=2007-08-22&period=10+days&convention=us-frcp-6",
    "/conventions/",
    "/about/",
    "/subscribe/?timeline=ai-chips-and-tiktok",
    "/embed/ai-chips-and-tiktok/",
    "/de/timelines/ai-chips-and-tiktok/",
)
