/** Finding Vulkan drivers: named ones count alone, otherwise the folders of the loader. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasVulkanDriver } from './vulkan.ts';

it('finds a driver that is named or registered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auralflow-vulkan-'));
  const manifest = join(folder, 'vulkan/icd.d/driver.json');
  mkdirSync(join(folder, 'vulkan/icd.d'), { recursive: true });
  writeFileSync(manifest, '{}');
  expect(hasVulkanDriver({ VK_ICD_FILENAMES: `/nowhere.json:${manifest}` })).toBe(true);
  expect(hasVulkanDriver({ VK_DRIVER_FILES: '/nowhere.json', XDG_DATA_DIRS: folder })).toBe(false);
  expect(hasVulkanDriver({ XDG_DATA_DIRS: folder })).toBe(true);
  rmSync(folder, { recursive: true });
});
