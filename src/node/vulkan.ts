/** Whether Linux has a Vulkan driver: without one, asking for WebGPU makes its library print warnings and fail. */

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Whether a driver is registered where the Vulkan loader looks for its manifests
 * (https://github.com/KhronosGroup/Vulkan-Loader/blob/main/docs/LoaderDriverInterface.md).
 */
export function hasVulkanDriver(environment: Readonly<Record<string, string | undefined>>): boolean {
  const named = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES;
  if (named !== undefined) return named.split(':').some((path) => existsSync(path));
  const home = homedir();
  const folders = [
    environment.XDG_CONFIG_HOME ?? join(home, '.config'),
    ...(environment.XDG_CONFIG_DIRS ?? '/etc/xdg').split(':'),
    '/etc',
    '/usr/local/etc',
    environment.XDG_DATA_HOME ?? join(home, '.local/share'),
    ...(environment.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(':'),
    '/usr/local/share',
    '/usr/share',
  ];
  return folders.some((folder) => hasManifest(join(folder, 'vulkan/icd.d')));
}

function hasManifest(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}
