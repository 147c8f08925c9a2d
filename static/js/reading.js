/* What helps in reading a report; without scripts the page is read as it is. */
import { giveAddresses } from "./reading/addresses.js";
import { followContents } from "./reading/contents.js";
import { offerSearch } from "./reading/search.js";
import { explainWords } from "./reading/words.js";

const report = document.querySelector(".report");
followContents(report, document.querySelector(".contents"));
offerSearch(report, document.getElementById("sok-i-rapporten"));
giveAddresses(report);
explainWords(report);
