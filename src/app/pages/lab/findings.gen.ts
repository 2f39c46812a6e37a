// Written by tools/pretrain/experiments/published.ts from docs/experiments. Do not edit.

import type { Findings } from '../../../lib/findings.ts';

// prettier-ignore
export const FINDINGS: readonly Findings[] = [
 { "experiment":"consolidation","date":"2026-11-28", "findings": [
  {"method":"replay","measure":"solved","against":"without it, in the end of ten levels in sequence","seeds":5,"mean":0.8157,"low":0.79902,"high":0.83238},
  {"method":"documents","measure":"solved","against":"without it, in the end of ten levels in sequence","seeds":2,"mean":-0.00325,"low":-0.2669,"high":0.2604},
  {"method":"way","measure":"solved","against":"going all of the way, in the end of ten levels in sequence","seeds":5,"mean":-0.0026,"low":-0.00861,"high":0.00341},
  {"method":"way","measure":"kept","against":"going all of the way, of the first of ten levels in sequence","seeds":5,"mean":0.00813,"low":-0.00335,"high":0.0196},
  {"method":"autoencoder","measure":"solved","against":"by going over it alone, in the end of ten levels in sequence","seeds":5,"mean":0.0051,"low":-0.0075,"high":0.0177},
  {"method":"autoencoder","measure":"kept","against":"by going over it alone, of the first of ten levels in sequence","seeds":5,"mean":0.00406,"low":-0.01503,"high":0.02314},
  {"method":"unfrozen","measure":"solved","against":"by going over it alone, in the end of ten levels in sequence","seeds":5,"mean":0.0107,"low":-0.0026,"high":0.024},
  {"method":"unfrozen","measure":"kept","against":"by going over it alone, of the first of ten levels in sequence","seeds":5,"mean":0.01213,"low":-0.01163,"high":0.03588},
  {"method":"anchor","measure":"solved","against":"by going over it alone, in the end of ten levels in sequence","seeds":5,"mean":0.0101,"low":-0.0038,"high":0.024},
  {"method":"anchor","measure":"kept","against":"by going over it alone, of the first of ten levels in sequence","seeds":5,"mean":0.00816,"low":-0.00133,"high":0.01765}
 ] },
 { "experiment":"distill","date":"2026-11-27", "findings": [
  {"method":"distil","measure":"gain","against":"without it","seeds":5,"mean":-0.00867,"low":-0.0582,"high":0.04087},
  {"method":"distil","measure":"gain","against":"by plain cross-entropy","seeds":5,"mean":-0.02067,"low":-0.07774,"high":0.0364},
  {"method":"jsd","measure":"gain","against":"by the usual measure","seeds":5,"mean":-0.074,"low":-0.17593,"high":0.02793},
  {"method":"logit-mse","measure":"gain","against":"by the usual measure","seeds":5,"mean":-0.08133,"low":-0.21212,"high":0.04945},
  {"method":"reflect","measure":"gain","against":"by learning how sure the teacher was","seeds":5,"mean":0,"low":0,"high":0}
 ] },
 { "experiment":"held","date":"2026-11-27", "findings": [
  {"method":"autoencoder","measure":"gain","against":"with nothing to hold on to, in one night","seeds":5,"mean":-0.02533,"low":-0.0723,"high":0.02163},
  {"method":"autoencoder","measure":"drift","against":"with nothing to hold on to, in one night","seeds":5,"mean":0.01268,"low":0.00209,"high":0.02327},
  {"method":"pca","measure":"gain","against":"with nothing to hold on to, in one night","seeds":5,"mean":-0.02533,"low":-0.0723,"high":0.02163},
  {"method":"pca","measure":"drift","against":"with nothing to hold on to, in one night","seeds":5,"mean":0.01248,"low":0.00207,"high":0.02289},
  {"method":"anchor","measure":"gain","against":"with nothing to hold on to, in one night","seeds":5,"mean":-0.01333,"low":-0.14112,"high":0.11445},
  {"method":"anchor","measure":"drift","against":"with nothing to hold on to, in one night","seeds":5,"mean":0.00372,"low":-0.04466,"high":0.05211}
 ] },
 { "experiment":"library","date":"2026-11-27", "findings": [
  {"method":"byQuestion","measure":"solved","against":"with the newer one alone","seeds":5,"mean":0.25929,"low":0.21993,"high":0.29864},
  {"method":"merge","measure":"solved","against":"with the newer one alone","seeds":5,"mean":-0.24786,"low":-0.37873,"high":-0.11698}
 ] },
 { "experiment":"month","date":"2026-11-27", "findings": [
  {"method":"later","measure":"solved","against":"without it","seeds":5,"mean":0.1045,"low":0.0086,"high":0.2004},
  {"method":"byQuestion","measure":"solved","against":"with the newest one, after thirty nights in sequence","seeds":5,"mean":-0.00218,"low":-0.01307,"high":0.00872}
 ] },
 { "experiment":"preferences","date":"2026-11-28", "findings": [
  {"method":"dpo","measure":"gain","against":"without it","seeds":5,"mean":-0.004,"low":-0.0204,"high":0.0124},
  {"method":"dpo","measure":"drift","against":"without it","seeds":5,"mean":0.00372,"low":-0.01395,"high":0.02139},
  {"method":"info-nce","measure":"gain","against":"without it","seeds":5,"mean":-0.004,"low":-0.02013,"high":0.01213},
  {"method":"info-nce","measure":"drift","against":"without it","seeds":5,"mean":0.00258,"low":-0.01494,"high":0.0201},
  {"method":"reinforce","measure":"gain","against":"without it","seeds":5,"mean":0.00067,"low":-0.00613,"high":0.00747},
  {"method":"reinforce","measure":"drift","against":"without it","seeds":5,"mean":0.00232,"low":-0.00512,"high":0.00976}
 ] },
 { "experiment":"targets","date":"2026-11-27", "findings": [
  {"method":"legs","measure":"gain","against":"without it","seeds":5,"mean":-0.00714,"low":-0.03342,"high":0.01913},
  {"method":"legs","measure":"kept","against":"without it","seeds":5,"mean":-0.00274,"low":-0.01789,"high":0.01241},
  {"method":"legs","measure":"seconds","against":"without it","seeds":5,"mean":40.703,"low":-63.62739,"high":145.03339}
 ] },
 { "experiment":"top-layers","date":"2026-11-27", "findings": [
  {"method":"top-layers","measure":"time","against":"all layers","seeds":5,"mean":0.39786,"low":0.30459,"high":0.49113},
  {"method":"top-layers","measure":"loss","against":"all layers","seeds":5,"mean":0.96814,"low":0.90776,"high":1.02852}
 ] },
 { "experiment":"week","date":"2026-11-28", "findings": [
  {"method":"rehearse","measure":"solved","against":"without it","seeds":3,"mean":0.51364,"low":0.10789,"high":0.91938},
  {"method":"echo","measure":"solved","against":"without it","seeds":2,"mean":0.1725,"low":-0.81222,"high":1.15722},
  {"method":"nearer","measure":"solved","against":"without it","seeds":2,"mean":0.08659,"low":-0.3148,"high":0.48799},
  {"method":"creative","measure":"solved","against":"without it","seeds":2,"mean":0.03364,"low":-1.15611,"high":1.22338},
  {"method":"choices","measure":"solved","against":"without it","seeds":2,"mean":-0.04545,"low":-0.73851,"high":0.6476},
  {"method":"weak","measure":"solved","against":"without it","seeds":2,"mean":-0.01364,"low":-2.38157,"high":2.3543},
  {"method":"weak","measure":"seconds","against":"without it","seeds":2,"mean":-23.46414,"low":-180.7263,"high":133.79802},
  {"method":"budget","measure":"solved","against":"without it","seeds":2,"mean":0.04,"low":-1.35766,"high":1.43766},
  {"method":"budget","measure":"seconds","against":"without it","seeds":2,"mean":-18.1215,"low":-221.79051,"high":185.54751},
  {"method":"way","measure":"solved","against":"going all of the way","seeds":2,"mean":0.06409,"low":-0.62319,"high":0.75137}
 ] },
 { "experiment":"weights","date":"2026-11-26", "findings": [
  {"method":"salience","measure":"gain","against":"with all lessons alike","seeds":5,"mean":0.00067,"low":-0.03077,"high":0.0321},
  {"method":"salience","measure":"salientGain","against":"with all lessons alike","seeds":5,"mean":0.01167,"low":-0.0498,"high":0.07313}
 ] }
];
