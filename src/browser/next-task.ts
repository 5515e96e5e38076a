/** A pause for the page between two pieces of long work. */

/** Lets the page paint and react. A message, because timers are slowed down to one a second in background tabs. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
