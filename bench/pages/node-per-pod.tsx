import { Handle, Position, ReactFlow, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { memo, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** What we hold the graph against: the plain way, every Pod a React Flow node. One Pod in a hundred changes per frame. */
const [machines, podsEach] = [100, 30];
const colours = ['#3fb950', '#d29922', '#f85149', '#8b949e'];

const PodNode = memo(({ data }: NodeProps<Node<{ state: number }>>) => (
  <div style={{ width: 12, height: 12, borderRadius: 2, background: colours[data.state] }}>
    <Handle type="target" position={Position.Top} style={{ opacity: 0 }} />
  </div>
));
const nodeTypes = { pod: PodNode };

const nodesAtFirst: Node<{ state: number }>[] = Array.from({ length: machines * podsEach }, (_, i) => {
  const [machine, place] = [Math.floor(i / podsEach), i % podsEach];
  const x = (machine % 10) * 130 + (place % 6) * 18;
  const y = Math.floor(machine / 10) * 110 + Math.floor(place / 6) * 18;
  return { id: String(i), type: 'pod', position: { x, y }, data: { state: 0 } };
});

const frames: number[] = [];
function Page() {
  const [nodes, setNodes] = useState(nodesAtFirst);
  useEffect(() => {
    let seed = 1;
    const turn = (now: number): void => {
      frames.push(now);
      setNodes((before) => {
        const next = before.slice();
        for (let i = 0; i < next.length / 100; i++) {
          seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
          const at = seed % next.length;
          next[at] = { ...next[at]!, data: { state: seed % 4 } };
        }
        return next;
      });
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }, []);
  return (
    <div style={{ width: 1400, height: 860 }}>
      <ReactFlow nodes={nodes} edges={[]} nodeTypes={nodeTypes} fitView nodesDraggable={false} />
    </div>
  );
}

Object.assign(window, { bench: { frames } });
createRoot(document.getElementById('root')!).render(<Page />);
