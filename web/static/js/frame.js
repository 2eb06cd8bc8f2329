/** What every page does: it keeps its times true. */

import { keepTimes } from "./times.js";

keepTimes();
