import { parentPort, workerData } from "node:worker_threads";
import { drawPicture, type PictureFacts } from "./draw-picture.ts";

parentPort?.postMessage(await drawPicture(workerData as PictureFacts));
