import { Background, Handle, Position, ReactFlow, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { createRoot } from 'react-dom/client';

/** The least that shows an interactive graph with these libraries: 30 cards and their edges. No page of ours can be quicker. */
const Card = ({ data }: NodeProps<Node<{ label: string }>>) => (
  <div style={{ padding: 8, border: '1px solid #888', borderRadius: 6 }}>
    <Handle type="target" position={Position.Left} />
    {data.label}
    <Handle type="source" position={Position.Right} />
  </div>
);
const nodes = Array.from({ length: 30 }, (_, i) => ({
  id: String(i),
  type: 'card',
  position: { x: (i % 6) * 180, y: Math.floor(i / 6) * 90 },
  data: { label: `node-${i}` },
}));
const edges = Array.from({ length: 29 }, (_, i) => ({ id: `e${i}`, source: String(i), target: String(i + 1) }));

createRoot(document.getElementById('root')!).render(
  <div style={{ width: 1200, height: 800 }}>
    <ReactFlow defaultNodes={nodes} defaultEdges={edges} nodeTypes={{ card: Card }} fitView>
      <Background />
    </ReactFlow>
  </div>,
);
