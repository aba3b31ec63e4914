/* Follows an inspection that is at work. Without this script the link "Look again" does the same. */
"use strict";

{
    const EVERY = 1000; // milliseconds
    const section = document.querySelector("[data-progress]");
    const bar = section.querySelector("progress");
    const told = section.querySelector("[role=status]");

    const tell = (progress) => {
        bar.max = progress.steps;
        bar.value = progress.done;
        const now = progress.step ? `. Now: ${progress.step}` : "";
        told.textContent = `${progress.done} of ${progress.steps} steps done${now}`;
    };

    const look = async () => {
        try {
            const response = await fetch(section.dataset.progress, {redirect: "error"});
            const progress = await response.json();
            if (!progress.at_work) {
                location.reload();
                return;
            }
            tell(progress);
        } catch (error) {
            told.textContent = "The server does not answer. It is asked again.";
        }
        setTimeout(look, EVERY);
    };

    setTimeout(look, EVERY);
}
