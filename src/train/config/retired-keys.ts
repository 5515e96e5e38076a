/** Keys of the original's `config.json` that have no place here, with the reason: who brings such a file is told what became of them. */

/** Reasons by key. */
export const retiredKeys: Readonly<Record<string, string>> = {
  save_dir: 'the folder is where the file lies',
  dataset_path: 'auralflow train FOLDER DATASET names the data set',
  learn_filterbanks: 'it was never used',
  training_mode: 'a model separates and trains without being switched',
  last_epoch: 'checkpoints know how far they are',
  global_step: 'checkpoints know how far they are',
  best_epoch: 'checkpoint/best.safetensors is the best',
  mixed_precision_scale: 'the scale of gradients was never used',
  init_scale: 'the scale of gradients is not a setting',
  pin_memory: 'batches are handed over without a copy',
  persistent_workers: 'threads that read live as long as the run',
  silent_checkpoint: 'the library never prints',
};
