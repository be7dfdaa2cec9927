import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the sources and hands /api to a running `townflow serve`.
export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy: { "/api": "http://127.0.0.1:8311" } },
  build: {
    target: ["chrome92", "firefox95", "safari15.4"],
    // The server's content policy allows no inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
