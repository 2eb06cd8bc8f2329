/** What every page does: it keeps its times true, and closes its menus. */

import { watchMenus } from "./menus.js";
import { keepTimes } from "./times.js";

keepTimes();
watchMenus();
