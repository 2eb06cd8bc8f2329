/** Tries again while the trouble may pass, waiting longer each time, and says so. */

const LONGEST = 10; // seconds

/** @typedef {{error: Error, until: number}} Trouble what went wrong, and when (ms) it is tried again */

/**
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {AbortSignal} signal ends the waiting
 * @param {(trouble: Trouble | null) => void} tell hears of trouble, and of its end
 * @returns {Promise<T>}
 */
export async function insist(attempt, signal, tell) {
  for (let tries = 0; ; tries += 1) {
    try {
      const value = await attempt();
      tell(null);
      return value;
    } catch (error) {
      if (signal.aborted || !error.temporary) throw error;
      const seconds = Math.min(LONGEST, error.retryAfter ?? 0.5 * 2 ** tries);
      tell({ error, until: Date.now() + seconds * 1000 });
      await pause(seconds * 1000, signal);
    }
  }
}

/**
 * Waits; a network that comes back ends it early, an abort too.
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal?.removeEventListener("abort", end);
      resolve();
    }
    window.addEventListener("online", end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
