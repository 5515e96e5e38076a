/** Files that the test server gives by their address. */

declare module '*?url' {
  const address: string;
  export default address;
}
