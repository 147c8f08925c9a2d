/* Ny period. */
import { followKind } from "./proposed.js";

followKind(document.getElementById("id_kind"), document.getElementById("id_template"));
